# Changes a node, so that every change can be taken back. POSIX sh. Comes on standard input behind without-secrets.sh and common.sh, with these variables set
# before it: MARK (a word that no file holds), REPAIR (the folder where the repair keeps what it replaces), for begin_repair UNDO (the text of undo.sh).
# What is to be done stands behind it: perform FUNCTION.
# Kept files may hold private keys: they never leave the node, in a folder that only root may enter.

temporary=
running=

# die MESSAGE - the first failure ends the script. What shells put before their own words says nothing about the node.
die() {
    [ -z "$temporary" ] || rm -f "$temporary"
    [ -z "$running" ] || rm -f "$REPAIR/running"
    printf '%s FAIL result %s\n' "$MARK" "$(printf '%s' "$1" | sed -e 's/\(^\|: \)\(main\|[a-z/]*sh\): \(\(line \)\{0,1\}[0-9]\{1,\}: \)\{0,1\}/\1/' | tr '\n\r\t' '   ' | cut -c 1-1000)"
    exit 1
}

# try COMPLAINT COMMAND...
try() {
    complaint=$1
    shift
    said=$("$@" 2>&1) || die "$complaint: $said"
}

# quote TEXT - as one word of a shell.
quote() { printf '%s' "$1" | sed -e "s/'/'\\\\''/g" -e "1s/^/'/" -e "\$s/\$/'/"; }

# number_of PATH - under which it was kept; empty for not at all.
number_of() {
    [ -f "$REPAIR/kept" ] || return 0
    while IFS= read -r line; do
        if [ "${line#* }" = "$1" ]; then
            printf '%s' "${line%% *}"
            return
        fi
    done <"$REPAIR/kept"
}

next_number() {
    set -- "$REPAIR"/[0-9]*.sh
    if [ -e "$1" ]; then printf '%04d' $(($# + 1)); else printf '0001'; fi
}

# note FILE TEXT - writes a file of the repair, whole or not at all.
note() {
    said=$({ printf '%s\n' "$2" >"$REPAIR/$1.new"; } 2>&1) || die "$REPAIR/$1 was not written: $said"
    on_disk "$REPAIR/$1.new"
    try "$REPAIR/$1 was not written" mv -f "$REPAIR/$1.new" "$REPAIR/$1"
}

# keep PATH - remembers a file as it is, before it is changed for the first time.
keep() {
    case $1 in
    *'
'*) die "a name with a line end in it is not changed" ;;
    /*) ;;
    *) die "$1 is no absolute path" ;;
    esac
    [ -z "$(number_of "$1")" ] || return 0
    number=$(next_number)
    if [ -L "$1" ] || [ -f "$1" ]; then
        rm -rf "$REPAIR/$number.copy"
        try "$1 was not kept" cp -a "$1" "$REPAIR/$number.copy"
        [ -L "$1" ] || on_disk "$REPAIR/$number.copy"
        note "$number.sh" "file_back $(quote "$1") $number.copy"
    elif [ -d "$1" ]; then
        die "$1 is a directory"
    elif [ -e "$1" ]; then
        die "$1 is no file"
    else
        note "$number.sh" "absent_back $(quote "$1")"
    fi
    said=$({ printf '%s %s\n' "$number" "$1" >>"$REPAIR/kept"; } 2>&1) || die "$1 was not kept: $said"
}

# keep_file PATH - keeps a file that is to be written; what is written is in "real" then: PATH, or the file that it points to.
keep_file() {
    keep "$1"
    real=$1
    if [ -L "$1" ] && [ -e "$1" ]; then
        [ -f "$1" ] || die "$1 points to what is no file"
        real=$(readlink -f "$1") || die "$1 cannot be followed"
        keep "$real"
    fi
}

# holds FILE FROM TEXT - whether TEXT stands in a file from a byte to its end. A file system that is full may have taken a part only.
holds() { [ "$(
    tail -c "+$2" "$1"
    echo .
)" = "$3." ]; }

# written PATH - puts the temporary file in its place.
written() {
    on_disk "$temporary"
    said=$(into_place "$temporary" "$1") || die "$1 was not written: $said"
    temporary=
}

# put PATH MODE CONTENT - MODE may be "same". What is written may be secret: printf belongs to the shell, so nobody sees it in a list of processes.
put() {
    keep_file "$1"
    temporary=$(temporary_of "$real")
    rm -f "$temporary"
    if [ "$2" = same ] && [ -f "$real" ]; then try "$1 was not written" cp -a "$real" "$temporary"; fi
    said=$({ printf '%s' "$3" >"$temporary"; } 2>&1) || die "$1 was not written: $said"
    holds "$temporary" 1 "$3" || die "$1 was not written: the file system took a part only"
    if [ "$2" != same ]; then
        try "$1 was not written" chown 0:0 "$temporary"
        try "$1 was not written" chmod "$2" "$temporary"
        if have restorecon; then restorecon "$temporary" >/dev/null 2>&1 || :; fi
    fi
    written "$real"
}

# append PATH CONTENT
append() {
    keep_file "$1"
    [ -f "$real" ] || die "$1 was not written: it does not exist"
    temporary=$(temporary_of "$real")
    rm -f "$temporary"
    try "$1 was not written" cp -a "$real" "$temporary"
    if [ -n "$(tail -c 1 "$temporary")" ]; then
        said=$({ echo >>"$temporary"; } 2>&1) || die "$1 was not written: $said"
    fi
    size=$(wc -c <"$temporary")
    said=$({ printf '%s' "$2" >>"$temporary"; } 2>&1) || die "$1 was not written: $said"
    holds "$temporary" $((size + 1)) "$2" || die "$1 was not written: the file system took a part only"
    written "$real"
}

# by_number NUMBER - puts back what was kept under it.
by_number() {
    said=$(sh "$REPAIR/undo.sh" "$1" 2>&1) || die "$said"
}

# put_back PATH - also the file that it points to, where that was written.
put_back() {
    number=$(number_of "$1")
    [ -z "$number" ] || by_number "$number"
    [ -L "$1" ] || return 0
    real=$(readlink -f "$1") || return 0
    number=$(number_of "$real")
    [ -z "$number" ] || by_number "$number"
}

# away PATH... - a pattern that fits nothing stands for itself.
away() {
    for path in "$@"; do
        exists "$path" || continue
        keep "$path"
        try "$path was not moved away" rm -f "$path"
    done
}

# link PATH TARGET
link() {
    case $2 in
    /*) target=$2 ;;
    *) target=${1%/*}/$2 ;;
    esac
    [ -e "$target" ] || die "$1 was not linked: $2 does not exist"
    [ "$target" != "$1" ] || die "$1 was not linked: it cannot point to itself"
    keep "$1"
    temporary=$(temporary_of "$1")
    rm -f "$temporary"
    try "$1 was not linked" ln -s "$2" "$temporary"
    said=$(into_place "$temporary" "$1") || die "$1 was not linked: $said"
    temporary=
}

# rename PATH NEW
rename() {
    exists "$1" || die "$1 was not renamed: it does not exist"
    if exists "$2"; then die "$1 was not renamed: $2 exists already"; fi
    keep "$1"
    keep "$2"
    try "$1 was not renamed" mv -f "$1" "$2"
}

# read_file PATH
read_file() {
    [ -f "$1" ] || die "$1 cannot be read: it does not exist"
    [ -r "$1" ] || die "$1 cannot be read: Permission denied"
    printf '%s BEGIN content\n' "$MARK"
    without_secrets "$1"
    printf '\n%s END\n' "$MARK"
}

# unchanged PATH CONTENT - CONTENT is what read_file gave. A file is not written anew from a text that secrets were taken out of.
unchanged() {
    [ -f "$1" ] || die "$1 was changed meanwhile: it does not exist any more"
    clean=$(without_secrets "$1")
    [ "$clean" = "$(printf '%s' "$2")" ] || die "$1 was changed meanwhile"
    [ "$clean" = "$(cat "$1")" ] || die "$1 holds secrets, which certrot does not read: change it by hand"
}

# is_immutable PATH
is_immutable() {
    have lsattr && have chattr || return 1
    attributes=$(lsattr -d "$1" 2>/dev/null) || return 1
    case ${attributes%% *} in
    *i*) return 0 ;;
    esac
    return 1
}

# restore_access DIR - the folder and the files in it, where the kubelet has its certificates; not what lies deeper, which may be a whole file system of containers.
restore_access() {
    folder=$(cd "$1" 2>/dev/null && pwd -P) || die "$1 is no directory that can be entered"
    have stat || die "stat is not installed: who may read $1 cannot be remembered"
    number=$(next_number)
    lines=
    closed=
    set -- "$folder"
    for path in "$folder"/*; do
        if [ -f "$path" ] || [ -L "$path" ]; then set -- "$@" "$path"; fi
    done
    for path in "$@"; do
        access=$(stat -c '%u:%g %a' "$path" 2>&1) || die "$path cannot be looked at: $access"
        lines="$lines
access_back $(quote "$path") $access"
        if [ ! -L "$path" ] && is_immutable "$path"; then
            closed="$closed$path
"
        fi
    done
    # All of it before the first change.
    if [ -n "$closed" ]; then note immutable "$closed$(cat "$REPAIR/immutable" 2>/dev/null)"; fi
    note "$number.sh" "$lines"
    for path in "$@"; do
        if [ ! -L "$path" ] && is_immutable "$path"; then try "$path stays immutable" chattr -i "$path"; fi
        try "$path was not given to root" chown -h 0:0 "$path"
        [ ! -L "$path" ] || continue
        case $path in
        "$folder") if [ "$(stat -c %a "$path")" != 700 ]; then try "$path did not get mode 0755" chmod 0755 "$path"; fi ;;
        *.pem | *.key) try "$path did not get mode 0600" chmod 0600 "$path" ;;
        esac
    done
    if have restorecon; then restorecon "$@" >/dev/null 2>&1 || :; fi
}

# service COMMAND BACK - the state before the repair is what the first BACK brings back.
service() {
    [ -f "$REPAIR/back" ] || note back "$2"
    said=$(run "$1") || die "$said"
}

# begin_repair - may be done again.
begin_repair() {
    [ "$(id -u)" = 0 ] || die "changes need root on the node, and this is user $(id -un 2>/dev/null) (uid $(id -u))"
    try "${REPAIR%/*} was not made" mkdir -p "${REPAIR%/*}"
    said=$(take_lock) || die "$said"
    try "$REPAIR was not made" mkdir -p "$REPAIR"
    try "$REPAIR was not closed to others" chmod 0700 "$REPAIR"
    note undo.sh "$UNDO"
}

# end_repair - what was replaced stays, so that the repair can be taken back later.
end_repair() {
    rm -f "$REPAIR/output"
    try "${REPAIR%/*}/lock was not removed" rm -rf "${REPAIR%/*}/lock"
}

# undo - takes everything back; a line for each thing that failed. Where the repair has changed nothing yet, there is nothing to do.
undo() {
    if [ ! -f "$REPAIR/undo.sh" ]; then
        exists "$REPAIR" && [ -e "$REPAIR/0001.sh" ] && die "$REPAIR/undo.sh is gone: put the files back by hand from $REPAIR"
        if [ "$(lock_holder)" = "${REPAIR##*/repair-}" ]; then rm -rf "${REPAIR%/*}/lock"; fi
        [ ! -d "$REPAIR" ] || rm -rf "$REPAIR"
        rmdir "${REPAIR%/*}" 2>/dev/null || :
        return 0
    fi
    said=$(sh "$REPAIR/undo.sh" 2>&1) && return
    rm -f "$REPAIR/running"
    printf '%s\n' "$said" | while IFS= read -r line; do printf '%s FAIL result %s\n' "$MARK" "$line"; done
    exit 1
}

# born PID - what no other process of that number has (proc(5): field 22 of stat, behind the name, which may hold anything).
born() {
    { read -r state <"/proc/$1/stat"; } 2>/dev/null || return 0
    # shellcheck disable=SC2086 # the fields
    set -- ${state##*) }
    printf '%s' "${20}"
}

# alone - waits for a script of the same repair that is still at work: over a connection that broke it is not stopped.
alone() {
    [ -d "$REPAIR" ] || return 0
    waited=0
    while read -r process birth <"$REPAIR/running" && [ -n "$birth" ] && [ "$(born "$process")" = "$birth" ]; do
        [ "$waited" -lt 100 ] || die "a step of this repair is still at work on the node (process $process)"
        waited=$((waited + 1))
        sleep 1
    done 2>/dev/null
    said=$({ printf '%s\n' "$$ $(born $$)" >"$REPAIR/running"; } 2>&1) || die "$REPAIR/running was not written: $said"
    running=yes
}

# perform FUNCTION - does it, and tells that it was done. Standard input holds the script, which no command may read.
perform() {
    trap 'die "a signal stopped it"' HUP INT TERM
    case $1 in
    begin_repair | undo) ;;
    *) [ "$(lock_holder)" = "${REPAIR##*/repair-}" ] || die "this repair does not have the lock of the node any more (${REPAIR%/*}/lock)" ;;
    esac
    [ "$1" = begin_repair ] || alone
    "$@" </dev/null
    [ ! -d "$REPAIR" ] || rm -f "$REPAIR/running"
    printf '%s DONE\n' "$MARK"
    exit 0
}
