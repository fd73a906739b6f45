#!/bin/sh
# Debian's chromium and letters for the browser tests. It changes the system, so it says so, and wants root.
set -eu
packages="chromium fonts-noto-core fonts-noto-color-emoji"
if command -v chromium >/dev/null 2>&1; then
    echo "chromium is there: $(chromium --version 2>/dev/null)"
    exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "No apt-get here. Install chromium yourself and set CHROMIUM=/path/to/it." >&2
    exit 1
fi
if [ "$(id -u)" != 0 ]; then
    echo "Installing $packages needs root: run  sudo make browser" >&2
    exit 1
fi
echo "Installing on this system, by apt: $packages"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends $packages >/dev/null
chromium --version
