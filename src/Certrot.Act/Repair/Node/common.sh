# What repair.sh and undo.sh share. POSIX sh. The folder of the repair is in REPAIR; it is called repair-ID and has the lock of all repairs beside it.

LC_ALL=C
export LC_ALL
PATH=$PATH:/sbin:/usr/sbin:/usr/local/bin:/usr/local/sbin:/snap/bin
umask 077

have() { command -v "$1" >/dev/null 2>&1; }
exists() { [ -e "$1" ] || [ -L "$1" ]; }

# lock_holder - the ID of the repair that has the lock; empty for none.
lock_holder() {
    holder=
    { read -r holder <"${REPAIR%/*}/lock/id"; } 2>/dev/null || :
    printf '%s' "$holder"
}

# take_lock - makes a folder, which only one can do. Prints why not. Whoever has it may take it again.
take_lock() {
    lock=${REPAIR%/*}/lock
    if said=$(mkdir "$lock" 2>&1); then
        said=$({ printf '%s\n' "${REPAIR##*/repair-}" >"$lock/id"; } 2>&1) && return
        rm -rf "$lock"
        printf '%s' "$lock was not made: $said"
        return 1
    fi
    holder=$(lock_holder)
    [ "$holder" != "${REPAIR##*/repair-}" ] || return 0
    if [ -d "$lock" ]; then
        printf '%s' "repair ${holder:-without a name} is at work on this node; if it is not any more, take it back (sh ${REPAIR%/*}/repair-${holder:-ID}/undo.sh) or remove its lock (rm -r $lock)"
    else
        printf '%s' "$lock was not made: $said"
    fi
    return 1
}

# temporary_of PATH - where a file is written before it takes the place of PATH: in the same folder, because only then rename(2) is at once. Begins with a
# dot, so that no kubelet takes it for a static pod. Always the same for a path and a repair, so that the undo finds what a killed script left.
temporary_of() { printf '%s' "${1%/*}/.${1##*/}.certrot-${REPAIR##*/repair-}"; }

# into_place FROM PATH - renames; prints why not. A link to a directory is replaced, not followed: not at once where mv cannot do that (BusyBox), but nothing can
# read a file there anyhow.
into_place() {
    if [ ! -d "$2" ]; then
        mv -f "$1" "$2" 2>&1
    elif [ -L "$2" ]; then
        mv -fT "$1" "$2" 2>/dev/null || { rm -f "$2" && mv -f "$1" "$2"; } 2>&1
    else
        printf '%s' "it is a directory"
        return 1
    fi
}

# on_disk FILE... - waits until files are written. Some versions of sync take no files.
on_disk() { sync "$@" 2>/dev/null || sync; }

# run COMMAND - runs it as an administrator would; prints why it failed. Its output goes to a file: what it starts may keep that open for as long as it likes.
run() {
    limit=
    if have timeout && timeout 1 true 2>/dev/null; then limit='timeout 90'; fi
    status=0
    $limit sh -c "$1" </dev/null >"$REPAIR/output" 2>&1 || status=$?
    case $limit:$status in
    *:0) return 0 ;;
    ?*:124) printf '%s' "\"$1\" did not finish within 90 s" ;;
    *)
        said=$(tail -n 3 "$REPAIR/output")
        printf '%s' "\"$1\" failed: ${said:-it ended with $status}"
        ;;
    esac
    return 1
}
