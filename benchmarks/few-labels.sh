#!/usr/bin/env bash
# Rethinking pre-training (Zoph et al., arXiv 2006.06882) in small: models from random weights and from ImageNet's, with so many labels of each class; the teacher has labels alone, the last student is self-trained.
#
#   benchmarks/few-labels.sh FOLDER LABELED UNLABELED TEST [BUDGET=5m] [LABELS="5 20 100"] [SEED=1]
#
# LABELED is a folder of class folders, or a tar archive of one. Labels lie in FOLDER/labeled-N, runs in FOLDER/random-N and FOLDER/imagenet-N; those that are finished stay, so it may be interrupted and given again. Let nothing run beside it.
set -euo pipefail
[ $# -ge 4 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 2; }
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
folder=$(realpath -m "$1") labeled=$(realpath "$2") unlabeled=$(realpath "$3") test=$(realpath "$4")
cd "$(dirname "$0")/.."
budget=${5:-5m} counts=${6:-5 20 100} seed=${7:-1}
mkdir -p "$folder"
if [ -f "$labeled" ]; then
    mkdir -p "$folder/labeled"
    tar -xf "$labeled" -C "$folder/labeled"
    labeled=$folder/labeled
fi

# draw N: N pictures of each class, the first of an order that the seed decides; there whole or not at all.
draw() {
    local class drawn=$folder/drawing
    rm -rf "$drawn"
    for class in "$labeled"/*/; do
        mkdir -p "$drawn/$(basename "$class")"
        (cd "$class" && printf '%s\n' * | LC_ALL=C sort -R --random-source=<(yes "$seed") | sed -n "1,${1}p" | xargs -d '\n' cp -t "$drawn/$(basename "$class")")
    done
    mv "$drawn" "$folder/labeled-$1"
}

dotnet build -c Release -v q
for count in $counts; do
    [ -d "$folder/labeled-$count" ] || draw "$count"
    for init in random imagenet; do
        run=$folder/$init-$count
        [ -f "$run/report.html" ] || dotnet src/NoisyStudent.Cli/bin/Release/net10.0/noisy-student.dll train --labeled "$folder/labeled-$count" --unlabeled "$unlabeled" --test "$test" \
            --output "$run" --init "$init" --budget "$budget" --set seed="$seed" > "$run.log" 2>&1
        echo "$count labels of each class, $init:"
        dotnet run -c Release --no-build --project benchmarks/NoisyStudent.Benchmarks -- runs "$run"
    done
done
