#!/usr/bin/env bash
# Prints a directory with kube-apiserver, kube-controller-manager and kubelet for the lab tests.
#
#   eng/kubernetes.sh
#
# They are built from Debian's source package `kubernetes` (bookworm: 1.20.2), once, into
# ${XDG_CACHE_HOME:-~/.cache}/certrot/kubernetes: some 6 minutes on two cores. What is missing is installed
# with apt-get, which needs root. No container registry and no other download is involved.
set -euo pipefail

readonly wanted=(kube-apiserver kube-controller-manager kubelet)
readonly caches="${XDG_CACHE_HOME:-$HOME/.cache}"
readonly cache="$caches/certrot/kubernetes"

# Command and the Debian package that brings it.
readonly tools=(
  etcd:etcd-server containerd:containerd runc:runc ip:iproute2 iptables:iptables conntrack:conntrack
  openssl:openssl kubectl:kubernetes-client /usr/lib/cni/bridge:containernetworking-plugins
)
readonly build_tools=(
  /usr/lib/go-1.19/bin/go:golang-1.19-go make:make rsync:rsync jq:jq
  /usr/share/gocode/src/github.com/modern-go/reflect2/reflect2.go:golang-github-modern-go-reflect2-dev
)

say() { printf 'kubernetes.sh: %s\n' "$*" >&2; }

has_all() {
  local binary
  for binary in "${wanted[@]}"; do [[ -x $1/$binary ]] || return 1; done
}

# install_missing COMMAND:PACKAGE... - a kubectl of another origin is left alone.
install_missing() {
  local pair packages=()
  for pair; do
    if ! command -v "${pair%:*}" > /dev/null && [[ ! -e ${pair%:*} ]]; then packages+=("${pair##*:}"); fi
  done
  [[ ${#packages[@]} -gt 0 ]] || return 0
  say "installing ${packages[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2
  apt-get install -y -qq --no-install-recommends "${packages[@]}" >&2
}

# fetch_source DIR - unpacks Debian's source package there, from the mirrors that apt already uses.
fetch_source() {
  local apt_root="$1/apt" list
  mkdir -p "$apt_root/lists/partial" "$apt_root/sources" "$1/package" "$1/src"
  for list in /etc/apt/sources.list.d/*.sources; do
    [[ -e $list ]] || continue
    sed 's/^Types:.*/Types: deb-src/' "$list" > "$apt_root/sources/${list##*/}"
  done
  for list in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [[ -e $list ]] || continue
    sed -n 's/^deb /deb-src /p' "$list" > "$apt_root/sources/${list##*/}"
  done
  local apt=(apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$apt_root/sources"
    -o "Dir::State::lists=$apt_root/lists" -o APT::Sandbox::User=root)
  "${apt[@]}" update >&2
  (cd "$1/package" && "${apt[@]}" source --download-only kubernetes >&2)
  tar -xf "$1"/package/kubernetes_*.orig.tar.gz -C "$1/src" --strip-components=1
}

# build DIR - compiles what fetch_source unpacked there; the binaries are in DIR/src/_output/bin.
build() {
  cd "$1/src"
  # The vendored reflect2 crashes under Go 1.18 and later; Debian packages a fixed one.
  local reflect2=github.com/modern-go/reflect2
  rm -rf "vendor/$reflect2"
  cp -rL "/usr/share/gocode/src/$reflect2" "vendor/$reflect2"
  find "vendor/$reflect2" -name '*_test.go' -delete
  # The tree predates modules in its own build: it wants to lie inside a GOPATH.
  mkdir -p .gopath/src/k8s.io
  ln -s ../../.. .gopath/src/k8s.io/kubernetes
  # kubernetes_1.20.5+really1.20.2.orig.tar.gz is 1.20.2.
  local archive version
  archive="$(echo "$1"/package/kubernetes_*.orig.tar.gz)"
  version="${archive##*/kubernetes_}"
  version="${version%.orig.tar.gz}"
  version="${version##*+really}"
  env -u GO111MODULE -u GOFLAGS GOPATH="$PWD/.gopath" PATH="/usr/lib/go-1.19/bin:$PATH" CGO_ENABLED=0 \
    KUBE_GIT_VERSION="v$version" KUBE_GIT_MAJOR="${version%%.*}" KUBE_GIT_MINOR="$(cut -d. -f2 <<< "$version")" \
    KUBE_GIT_COMMIT=debian KUBE_GIT_TREE_STATE=clean \
    make WHAT="${wanted[*]/#/cmd/}" >&2
}

install_missing "${tools[@]}"

if ! has_all "$cache" && has_all "$caches/kubernetes-debian"; then
  # Another lab on this machine has built the same binaries.
  mkdir -p "${cache%/*}"
  ln -sfn "$caches/kubernetes-debian" "$cache"
fi

if ! has_all "$cache"; then
  install_missing "${build_tools[@]}"
  work="$(mktemp -d)"
  trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
  say "building ${wanted[*]}: some minutes"
  fetch_source "$work"
  (build "$work")
  # Complete or absent: an interrupted copy must not look like a cache.
  rm -rf "$cache.new"
  mkdir -p "$cache.new"
  cp "${wanted[@]/#/$work/src/_output/bin/}" "$cache.new/"
  rm -rf "$cache"
  mv "$cache.new" "$cache"
fi

echo "$cache"
