# For sourcing by bash: installs what tests need, if it is missing (Debian, Ubuntu and kin; elsewhere it says what to
# install). `needs` holds pairs: a program on the path or a file that must be there, and the package that brings it.

there() { # a program on the path, or a file
    case $1 in
        /*) [ -e "$1" ] ;;
        *) command -v "$1" > /dev/null ;;
    esac
}

missing() { # packages of what is not there, each once
    local i
    for ((i = 0; i < ${#needs[@]}; i += 2)); do
        there "${needs[i]}" || echo "${needs[i + 1]}"
    done | sort -u
}

install_needs() {
    local packages root install
    mapfile -t packages < <(missing)
    if [ ${#packages[@]} -gt 0 ]; then
        if ! command -v apt-get > /dev/null; then
            echo "$0: no apt-get here; install what these Debian packages hold: ${packages[*]}" >&2
            exit 1
        fi
        root=()
        if [ "$(id -u)" -ne 0 ]; then
            if ! command -v sudo > /dev/null; then
                echo "$0: as root, run: apt-get install ${packages[*]}" >&2
                exit 1
            fi
            root=(sudo)
            [ -t 0 ] || root=(sudo -n) # nobody is there to type a password
        fi
        echo "$0: installing ${packages[*]}"
        install=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get)
        if ! { "${install[@]}" update -q && "${install[@]}" install -q -y --no-install-recommends "${packages[@]}"; } < /dev/null; then
            echo "$0: apt-get failed; the tests need: ${packages[*]}" >&2
            exit 1
        fi
        mapfile -t packages < <(missing)
        if [ ${#packages[@]} -gt 0 ]; then
            echo "$0: still missing after installing: ${packages[*]}" >&2
            exit 1
        fi
    fi
}
