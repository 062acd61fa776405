#!/usr/bin/env bash
# Tools of the browser, picture and crash checks that PyPI does not hold: Chromium, poppler-utils, strace
# and LibreOffice Calc.
# As root on Debian they are installed; otherwise what is missing is named, and its checks are left out.
set -u
declare -A package=([chromium]=chromium [pdftoppm]=poppler-utils [pdftotext]=poppler-utils [strace]=strace
                   [soffice]=libreoffice-calc)
missing=()
for tool in "${!package[@]}"; do
  command -v "$tool" >/dev/null || missing+=("${package[$tool]}")
done
[ ${#missing[@]} -eq 0 ] && exit 0
mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)
if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} ..."
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}"; } >/dev/null && exit 0
fi
echo "LEFT OUT: the checks marked 'browser', for want of: ${missing[*]}"
echo "          (as root on Debian: apt-get install ${missing[*]})"
