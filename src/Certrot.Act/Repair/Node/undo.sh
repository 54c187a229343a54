# Takes a repair back: puts every file back as it was before. POSIX sh; is kept in the folder of the repair, behind common.sh, and needs nothing else:
#   sh undo.sh            takes all of it back, and removes the folder where that worked
#   sh undo.sh NUMBER     runs the one numbered file, and nothing else
# Prints a line for each thing that failed; ends with 1 then.

# shellcheck disable=SC2317 # the numbered files call functions
failed=

complain() {
    failed=yes
    printf '%s' "$1" | tr '\n' ' '
    echo
}

# access PATH - owner and mode.
access() { stat -c '%u:%g %a' "$1" 2>/dev/null; }

# is_back PATH COPY - whether nothing is to be done, so that a file that nobody may write does not fail for nothing.
is_back() {
    if [ -L "$2" ]; then
        [ -L "$1" ] && [ "$(readlink "$1")" = "$(readlink "$2")" ]
    else
        [ -f "$1" ] && [ ! -L "$1" ] && cmp -s "$1" "$2" && was=$(access "$2") && [ "$(access "$1")" = "$was" ]
    fi
}

# file_back PATH COPY - a file or a link.
file_back() {
    temporary=$(temporary_of "$1")
    rm -f "$temporary"
    ! is_back "$1" "$REPAIR/$2" || return 0
    said=$(cp -a "$REPAIR/$2" "$temporary" 2>&1 && into_place "$temporary" "$1") && return
    rm -f "$temporary"
    complain "$1 was not put back: $said (it is kept as $REPAIR/$2)"
}

# absent_back PATH - there was nothing.
absent_back() {
    rm -f "$(temporary_of "$1")"
    said=$(rm -f "$1" 2>&1) || complain "$1 was not removed: $said"
}

# access_back PATH OWNER MODE - the mode of a link is that of what it points to.
access_back() {
    said=$(chown -h "$2" "$1" 2>&1) || complain "$1 did not get its owner $2 back: $said"
    [ ! -L "$1" ] || return 0
    said=$(chmod "$3" "$1" 2>&1) || complain "$1 did not get its mode $3 back: $said"
}

# immutable SIGN - takes the attribute from all files that had it before the repair (-), or gives it back (+).
immutable() {
    [ -f "$REPAIR/immutable" ] || return 0
    while IFS= read -r path; do
        [ -n "$path" ] || continue
        said=$(chattr "$1i" "$path" 2>&1) || [ "$1" = - ] || complain "$path was not made immutable again: $said"
    done <"$REPAIR/immutable"
}

# fragment NUMBER
fragment() {
    if [ -r "$REPAIR/$1.sh" ]; then
        # shellcheck source=/dev/null
        . "$REPAIR/$1.sh"
    else
        complain "$REPAIR/$1.sh cannot be read"
    fi
}

everything() {
    said=$(take_lock) || { echo "$said" && exit 1; }
    # An undo that was begun before may have closed what this one changes.
    immutable -
    set -- "$REPAIR"/[0-9]*.sh
    count=$#
    [ -e "$1" ] || count=0
    while [ "$count" -gt 0 ]; do
        fragment "$(printf '%04d' "$count")"
        count=$((count - 1))
    done
    immutable +
    if [ -f "$REPAIR/back" ]; then said=$(run "$(cat "$REPAIR/back")") || complain "$said"; fi
    [ -z "$failed" ] || return 0
    rm -rf "$REPAIR" "${REPAIR%/*}/lock"
    # Other repairs may be kept there.
    rmdir "${REPAIR%/*}" 2>/dev/null || :
}

main() {
    if [ "$(id -u)" != 0 ]; then
        echo "to take a repair back needs root"
        exit 1
    fi
    if [ $# -gt 0 ]; then fragment "$1"; else everything; fi
    [ -z "$failed" ] || exit 1
    exit 0
}

# Read to its end before anything is done: the file itself is removed.
REPAIR=$(cd "$(dirname "$0")" && pwd -P) && main "$@"
exit 1
