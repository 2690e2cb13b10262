# Sourced by the scripts; they stand in the root of the checkout.

BUILD_PACKAGES=(make git python3 python3-pip python3-venv unzip binutils libsqlite3-dev libgomp1 zlib1g-dev curl)
TEST_PACKAGES=(postgresql-15 postgresql-client-15 postgresql-contrib mariadb-server procps)
PYTHON_PACKAGES=('psycopg[binary]' 'pytest' 'numpy' 'pandas' 'scikit-learn' 'lightgbm==4.7.0' 'duckdb==1.5.5' 'pyarrow')

say() { printf '\033[2m%s\033[0m\n' "$*" >&2; }
die() { printf 'foretell: %s\n' "$*" >&2; exit 1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "needs root or sudo for: $*"; fi
}

# need_packages WHAT PACKAGE...: installs those that are missing; says which one cannot be had.
need_packages() {
  local what=$1 package missing=(); shift
  command -v dpkg-query >/dev/null || { say "no apt here: install by hand what the $what needs: $*"; return 0; }
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  say "installing for the $what: ${missing[*]}"
  as_root apt-get update -qq || true
  for package in "${missing[@]}"; do
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$package" >/dev/null \
      || die "package '$package' could not be installed with apt"
  done
}

need_python() {
  local stamp; stamp=$(printf '%s\n' "${PYTHON_PACKAGES[@]}" | sha256sum | cut -d' ' -f1)
  [ "$(cat .venv/stamp 2>/dev/null || true)" = "$stamp" ] && return 0
  say "installing the Python clients of the tests into .venv"
  python3 -m venv .venv
  .venv/bin/pip install --quiet --disable-pip-version-check "${PYTHON_PACKAGES[@]}" || die "a Python package of the tests could not be installed"
  echo "$stamp" >.venv/stamp
}

# build [ARGUMENT...]: a release build that shows how far it is.
build() {
  say "building (the first time takes several minutes)"
  mkdir -p .run
  swift build -c release "$@" 2>&1 | tee .run/build.log | awk '/^\[[0-9]+\/[0-9]+\]/ { printf "\r\033[2m%s\033[0m\033[K", substr($0, 1, 100) > "/dev/stderr"; fflush("/dev/stderr"); next } /error:/ { print > "/dev/stderr" } END { printf "\r\033[K" > "/dev/stderr" }'
  return "${PIPESTATUS[0]}"
}
