#!/usr/bin/env bash
# The memory modes beside one another on a card: side B of a model of true shapes with random weights,
# each mode in a process of its own, then `auto` under caps of the allocator, then the frames again,
# whole and tiled, and a film of them. Prints seconds, the largest memory of the card in use (nvidia-smi,
# ten a second; the decoding that follows the steps included) and the hash of the latents, which has to be one.
#
# usage: memory_modes.sh DARE [PRESET=1.3B [SIZE=832x480x81 [DEVICE=cuda:0]]]
#   memory_modes.sh build/release/bin/dare test 48x32x9 cpu      # tries the script without a card
#   STEPS=2 memory_modes.sh DARE 14B                         # 33 GB of disk, 35 GB of host memory
# Needs python3 with numpy and 9 GB of disk in $TMPDIR (1.3B); MODEL=DIR takes a folder that is there.
set -euo pipefail
dare=$(readlink -f "$1")
preset=${2:-1.3B}
size=${3:-832x480x81}
device=${4:-cuda:0}
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_CACHE_HOME=$work/cache XDG_DATA_HOME=$work/data
model=${MODEL:-$work/model}
[[ -d $model ]] || python3 "$here/make_wan_folder.py" "$preset" "$model" --text-layers 2 > "$work/model.log"

# timed NAME COMMAND...
timed() {
  local name=$1 log=$work/$1.log peak=$work/peak start status=0
  shift
  echo - > "$peak"
  [[ $device == cpu ]] || nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits --loop-ms=100 > "$peak" &
  local watch=$!
  start=$(date +%s%N)
  "$@" > "$log" 2>&1 || status=$?
  kill "$watch" 2> "$work/kill.log" || true
  wait "$watch" || true
  printf '%-14s exit %s  process %5.1f s  steps %-8s peak %6s MiB  latents %s\n' "$name" "$status" \
    "$(( ($(date +%s%N) - start) / 100000000 ))e-1" "$(sed -n 's/^status *done, //p' "$log")" \
    "$(sort -n "$peak" | tail -n 1)" "$(sed -n 's/^ *latents \([0-9a-f]\{12\}\).*/\1/p' "$log")"
}
sample() {
  timed "$1" "$dare" sample "a red fox runs over the snow" --model "$model" --size "$size" --steps "${STEPS:-4}" \
    --sides b --device "$device" --precision bf16 --layers mean --map-steps 0 --runs "$work/runs" "${@:2}"
}

sample warm-up --memory resident
for mode in resident lean streamed; do sample "$mode" --memory "$mode"; done
for part in 0.10 0.0375; do
  PYTORCH_ALLOC_CONF=per_process_memory_fraction:$part sample "cap $part" --memory auto
done
run=$(find "$work/runs" -mindepth 1 -maxdepth 1 -type d | head -n 1)
timed decode "$dare" decode "$run"
timed "decode tiled" "$dare" decode "$run" --tiled
# A build without FFmpeg says so.
timed export "$dare" export "$run" --layout 1x1 --panes after --word fox --out "$work/clip.mp4"

