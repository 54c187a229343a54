# Taking secrets out of a file on the node, before anything of it is sent. POSIX sh; the scripts that use it come behind it.

# Of kubeconfigs no keys, passwords and secret halves of tokens.
# Values may be quoted, plain, or between the commas of YAML's flow style and of JSON, which may be all on one line; a key may also be a block of lines.
# The public half of a bootstrap token stays: it names the token's Secret.
without_secrets() {
    set -- "$1" \
        -e '/client-key-data"\{0,1\}: *[|>]/,/^ *[A-Za-z"-]\{1,\}: */{' -e '/^ *[A-Za-z0-9+/=]*$/d' -e '}' \
        -e 's/token\("\{0,1\}: *"\{0,1\}[a-z0-9]\{6\}\.\)[a-z0-9]\{16\}$/T0KEN\1REDACTED/' \
        -e 's/token\("\{0,1\}: *"\{0,1\}[a-z0-9]\{6\}\.\)[a-z0-9]\{16\}\([^A-Za-z0-9._-]\)/T0KEN\1REDACTED\2/g'
    for field in client-key-data password token secret; do
        set -- "$@" \
            -e "s/\\($field\"\\{0,1\\}: *\\)\"\\([^\"\\\\]*\\\\.\\)*[^\"\\\\]*\"/\\1\"REDACTED\"/g" \
            -e "s/\\($field\"\\{0,1\\}: *\\)'[^']*'/\\1REDACTED/g" \
            -e "/[{}]/!s/\\($field\"\\{0,1\\}: *\\)[^\" ].*/\\1REDACTED/" \
            -e "/[{}]/s/\\($field\"\\{0,1\\}: *\\)[^\" ][^,}]*/\\1REDACTED/g"
    done
    kubeconfig_file=$1
    shift
    sed "$@" -e 's/T0KEN/token/g' "$kubeconfig_file"
}
