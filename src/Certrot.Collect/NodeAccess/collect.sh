# Reads what a node knows of its kubelet's certificates and prints it. POSIX sh; changes nothing; needs nothing but what every node has, and does without
# what is missing. Comes on standard input behind without-secrets.sh, with these variables set before it: MARK (a word that no file holds), SINCE
# (journalctl --since), LINES.
# Private keys, tokens and passwords are taken out before anything leaves the node.

LC_ALL=C
export LC_ALL
PATH=$PATH:/sbin:/usr/sbin:/usr/local/bin:/usr/local/sbin:/snap/bin
umask 077

have() { command -v "$1" >/dev/null 2>&1; }
begin() { printf '%s BEGIN %s\n' "$MARK" "$1"; }
end() { printf '\n%s END\n' "$MARK"; }
fail() { printf '%s FAIL %s %s\n' "$MARK" "$1" "$2"; }
note() { printf '%s NOTE %s\n' "$MARK" "$*"; }
fact() {
    begin "fact/$1"
    shift
    printf '%s' "$*"
    end
}

# Of PEM files only certificates and the lines around keys.
certificates_only() {
    sed -n -e '/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/,/-----END [A-Z0-9 ]*PRIVATE KEY-----/{' -e '/-----/p' -e 'd' -e '}' \
        -e '/-----BEGIN [A-Z0-9 ]*CERTIFICATE-----/,/-----END [A-Z0-9 ]*CERTIFICATE-----/p' "$1"
    # A file of something else is not an empty one.
    if [ -s "$1" ] && ! grep -q -e '-----BEGIN' "$1"; then echo REDACTED; fi
}

# file PATH NAME FILTER - prints a file, or why it cannot be read.
file() {
    if [ -r "$1" ]; then
        begin "$2"
        "$3" "$1"
        end
    elif [ -e "$1" ] || [ -L "$1" ]; then
        if [ -e "$1" ]; then fail "$2" "$1: Permission denied"; else fail "$2" "$1: No such file or directory (dangling symlink)"; fi
    else
        fail "$2" "$1: No such file or directory"
    fi
}

first_of() {
    for candidate in "$@"; do
        if [ -e "$candidate" ] || [ -L "$candidate" ]; then
            printf '%s' "$candidate"
            return
        fi
    done
    printf '%s' "$1"
}

fact time "$(date -u +%s)"
fact user "$(id -u)"
fact host "$(uname -n)"

# The kubelet, or the process that holds it.
pid=
for process in /proc/[0-9]*; do
    read -r name 2>/dev/null <"$process/comm" || continue
    case $name in
    kubelet | kubelite | hyperkube | k3s-agent | k3s-server | k3s | rke2) ;;
    *) continue ;;
    esac
    case $name in k3s* | rke2 | hyperkube)
        tr '\0' ' ' <"$process/cmdline" 2>/dev/null | grep -Eq 'agent|server|kubelet' || continue
        ;;
    esac
    # A process that has ended and was not reaped yet has no command line.
    tr '\0' ' ' <"$process/cmdline" 2>/dev/null | grep -q . || continue
    # Several nodes on one machine (kind) have network namespaces of their own.
    theirs=$(readlink "$process/ns/net" 2>/dev/null)
    [ -z "$theirs" ] || [ "$theirs" = "$(readlink /proc/self/ns/net)" ] || continue
    pid=${process#/proc/}
    [ "$name" = kubelet ] && break
done

unit=kubelet
layout=
for candidate in "k3s-agent /etc/rancher/k3s /var/lib/rancher/k3s/agent" "rke2-agent /etc/rancher/rke2 /var/lib/rancher/rke2/agent" "snap.microk8s.daemon-kubelite /var/snap/microk8s/current /var/snap/microk8s/current/credentials"; do
    # shellcheck disable=SC2086 # three words
    set -- $candidate
    if [ -d "$3" ] && [ ! -e /etc/kubernetes/kubelet.conf ]; then
        unit=$1
        layout=$3
    fi
done
case $unit in
k3s-agent) if have systemctl && systemctl cat k3s >/dev/null 2>&1; then unit=k3s; fi ;;
rke2-agent) if have systemctl && systemctl cat rke2-server >/dev/null 2>&1; then unit=rke2-server; fi ;;
esac
fact unit "$unit"

# When the kubelet was started, in seconds since 1970 (proc(5): field 22 of stat counts ticks since the boot). Behind the name, which may hold anything.
started() {
    since_boot=$(sed -n '$s/.*) //p' "/proc/$pid/stat" 2>/dev/null | cut -d ' ' -f 20)
    boot=$(sed -n 's/^btime //p' /proc/stat 2>/dev/null)
    ticks=$(getconf CLK_TCK 2>/dev/null) || ticks=100
    case $since_boot:$boot:$ticks in
    :* | *::* | *: | *[!0-9:]*) ;;
    *) echo "$((boot + since_boot / ticks))" ;;
    esac
}

# unit_command - the words of the command that the unit starts, one on a line, with the variables filled in that the unit and its files set. Nothing is run.
unit_command() {
    have awk || return 0
    {
        systemctl show "$unit" -p ExecStart 2>/dev/null | sed -n 's/.*argv\[\]=\(.*\) ; ignore_errors=.*/C\1/p' | tail -n 1
        systemctl show "$unit" -p Environment 2>/dev/null | sed 's/^Environment=/E/'
        systemctl show "$unit" -p EnvironmentFiles 2>/dev/null | sed -n 's/^EnvironmentFiles=\(.*\) (ignore_errors=.*/\1/p' | while read -r path; do
            [ -f "$path" ] && [ -r "$path" ] && sed -n 's/^[[:space:]]*\([A-Za-z_][A-Za-z0-9_]*=\)/F\1/p' "$path"
        done
    } | awk '
        # A word as systemd quotes it, from the position at on; at is behind it then.
        function word(text,    value, quote, c) {
            value = quote = ""
            for (; at <= length(text); at++) {
                c = substr(text, at, 1)
                if (c == "\\" && substr(text, at, 4) == "\\x20") { value = value " "; at += 3 }
                else if (c == "\\" && quote != "\047") value = value substr(text, ++at, 1)
                else if (quote != "" && c == quote) quote = ""
                else if (quote != "") value = value c
                else if (c == "\"" || c == "\047") quote = c
                else if (c ~ /[ \t]/) break
                else value = value c
            }
            return value
        }
        function assign(text) { if (index(text, "=") > 1) variable[substr(text, 1, index(text, "=") - 1)] = substr(text, index(text, "=") + 1) }
        function filled(text,    before, name) {
            before = ""
            while (match(text, /\$(\$|\{[A-Za-z_][A-Za-z0-9_]*\}|[A-Za-z_][A-Za-z0-9_]*)/)) {
                name = substr(text, RSTART + 1, RLENGTH - 1)
                gsub(/[{}]/, "", name)
                before = before substr(text, 1, RSTART - 1) (name == "$" ? "$" : variable[name])
                text = substr(text, RSTART + RLENGTH)
            }
            return before text
        }
        /^C/ { command = substr($0, 2) }
        /^E/ { at = 2; while (at <= length($0)) { assign(word($0)); at++ } }
        # The value to the end of the line: quotes around it are not part of it.
        /^F/ { text = substr($0, 2); name = substr(text, 1, index(text, "=") - 1); text = substr(text, index(text, "=") + 1); at = 1; if (text ~ /^["\047]/) text = word(text); variable[name] = text }
        END {
            count = split(filled(command), words, /[ \t]+/)
            for (i = 1; i <= count; i++) if (words[i] != "") print words[i]
        }'
}

if have systemctl; then
    begin fact/unit-state
    systemctl show "$unit" -p LoadState -p ActiveState -p SubState -p ExecMainStatus -p NRestarts 2>/dev/null
    end
fi
if [ -n "$pid" ]; then
    command_line=$(tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null)
    fact state "$(sed -n 's/^State:[[:space:]]*//p' "/proc/$pid/status" 2>/dev/null)"
    fact started "$(started)"
else
    # A kubelet that has ended was started with the flags of its unit.
    command_line=$(have systemctl && unit_command)
fi
fact cmdline "$command_line"
fact pid "$pid"

# flag NAME - a flag of the kubelet.
flag() { printf '%s\n' "$command_line" | sed -n "s/^--$1=//p" | tail -n 1; }

config=$(flag config)
[ -n "$config" ] || config=$(first_of /var/lib/kubelet/config.yaml "$layout/etc/kubelet.conf" /etc/kubernetes/kubelet-config.json /etc/kubernetes/kubelet/kubelet-config.json /etc/kubernetes/kubelet/config.json)
kubeconfig=$(flag kubeconfig)
[ -n "$kubeconfig" ] || kubeconfig=$(first_of /etc/kubernetes/kubelet.conf /var/lib/kubelet/kubeconfig "$layout/kubelet.kubeconfig" "$layout/kubelet.config")
bootstrap=$(flag bootstrap-kubeconfig)
[ -n "$bootstrap" ] || bootstrap=$(first_of /etc/kubernetes/bootstrap-kubelet.conf /etc/kubernetes/kubeconfig)
certificates=$(flag cert-dir)
case $layout in
*microk8s*) [ -n "$certificates" ] || certificates=/var/snap/microk8s/current/certs ;;
esac
[ -n "$certificates" ] || certificates=$(first_of /var/lib/kubelet/pki "$layout" /etc/kubernetes/ssl)

file "$config" node/config.yaml without_secrets
file "$kubeconfig" node/kubelet.conf without_secrets
[ -e "$bootstrap" ] && file "$bootstrap" node/bootstrap-kubelet.conf without_secrets

ca=$(flag client-ca-file)
[ -n "$ca" ] || ca=$(sed -n 's/.*clientCAFile"\{0,1\}: *"\{0,1\}\([^",]*\).*/\1/p' "$config" 2>/dev/null | head -n 1)
[ -n "$ca" ] || ca=$(first_of /etc/kubernetes/pki/ca.crt "$layout/client-ca.crt" /var/snap/microk8s/current/certs/ca.crt /etc/kubernetes/kubelet-ca.crt)
file "$ca" node/ca.crt certificates_only

if [ -d "$certificates" ]; then
    if [ -r "$certificates" ] && [ -x "$certificates" ]; then
        found=
        for path in "$certificates"/*.pem "$certificates"/*.crt "$certificates"/*.key; do
            [ -e "$path" ] || [ -L "$path" ] || continue
            found=yes
            file "$path" "node/pki/${path##*/}" certificates_only
        done
        [ -n "$found" ] || fact empty-pki "$certificates"
    else
        fail node/pki "$certificates: Permission denied"
    fi
else
    fail node/pki "$certificates: No such file or directory"
fi
# A certificate that the kubeconfig names elsewhere.
sed -n 's/^ *"\{0,1\}client-certificate"\{0,1\}: *"\{0,1\}\([^",]*\).*/\1/p' "$kubeconfig" 2>/dev/null | while read -r path; do
    case $path in "$certificates"/*) ;; *) file "$path" "node/pki/${path##*/}" certificates_only ;; esac
done

if have stat; then
    begin fact/files
    for folder in "$certificates" /etc/kubernetes "$(dirname "$kubeconfig")"; do
        [ -d "$folder" ] && find "$folder" -maxdepth 3 -name manifests -prune -o -print 2>/dev/null
    done | sort -u | head -n 500 | while read -r path; do
        target=
        [ -L "$path" ] && target=$(readlink "$path" 2>/dev/null)
        printf '%s\t%s\n' "$(stat -c '%A	%u	%g	%s	%Y	%n' "$path" 2>/dev/null)" "$target"
    done
    end
else
    fail node/files.json "stat is not installed"
fi

begin fact/disk
df -Pk "$certificates" 2>&1
end
begin fact/inodes
df -Pi "$certificates" 2>/dev/null
end
begin fact/mounts
cat /proc/mounts 2>/dev/null
end
fact certificates "$certificates"
have timedatectl && fact ntp "$(timedatectl show -p NTPSynchronized --value 2>/dev/null)"

# The log: the journal, else what the process itself writes to, else the files that distributions write.
logged=
if have journalctl; then
    begin node/kubelet.log
    journalctl -u "$unit" --no-pager -q -o short-iso-precise --since "$SINCE" -n "$LINES" 2>/dev/null
    end
    [ -n "$(journalctl -u "$unit" --no-pager -q -n 1 2>/dev/null)" ] && logged=yes
fi
if [ -z "$logged" ]; then
    for path in "/proc/${pid:-none}/fd/2" /var/log/kubelet.log /var/log/kubernetes/kubelet.log /var/lib/rancher/rke2/agent/logs/kubelet.log; do
        [ -f "$path" ] && [ -r "$path" ] || continue
        begin node/kubelet.log
        tail -n "$LINES" "$path"
        end
        logged=yes
        break
    done
fi
if [ -z "$logged" ]; then
    if have journalctl; then fail node/kubelet.log "the journal holds nothing of unit $unit that this user may read"; else fail node/kubelet.log "journalctl is not installed, and no log file was found"; fi
fi

# What the kubelet shows to its clients, where this machine can ask.
if have openssl; then
    begin node/serving.pem
    openssl s_client -showcerts -connect 127.0.0.1:10250 </dev/null 2>/dev/null | sed -n '/-----BEGIN CERTIFICATE-----/,/-----END CERTIFICATE-----/p'
    end
fi
printf '%s DONE\n' "$MARK"
# Standard input may stay open.
exit 0
