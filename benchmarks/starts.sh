#!/usr/bin/env bash
# What models start from: for each seed a last layer on ImageNet's features (fitted to all labels), a run of auto from random weights, and one of auto as it chooses, both in the same time.
#
#   benchmarks/starts.sh FOLDER LABELED UNLABELED TEST [BUDGET=15m] [SEEDS="1 2 3"]
#
# Runs lie in FOLDER (last-layer-N, random-N, auto-N). Those that are finished stay, so it may be interrupted and given again. Let nothing run beside it.
set -euo pipefail
[ $# -ge 4 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 2; }
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
folder=$(realpath -m "$1") labeled=$(realpath "$2") unlabeled=$(realpath "$3") test=$(realpath "$4")
cd "$(dirname "$0")/.."
budget=${5:-15m} seeds=${6:-1 2 3}
mkdir -p "$folder"
cat > "$folder/last-layer.yaml" <<'YAML'
name: last-layer
image-size: 224
validation-fraction: 0
teacher: { network: resnet-18-mlnet, init: imagenet, epochs: 0, training: { fit-last-layer: true }, model-noise: { survival-probability: 1, dropout: 0 } }
students: []
YAML

# run NAME OPTION...: one run, unless it is finished.
run() {
    local name=$1
    shift
    [ -f "$folder/$name/report.html" ] && return
    dotnet src/NoisyStudent.Cli/bin/Release/net10.0/noisy-student.dll train --labeled "$labeled" --unlabeled "$unlabeled" --test "$test" --output "$folder/$name" "$@" > "$folder/$name.log" 2>&1
}

dotnet build -c Release -v q
for seed in $seeds; do
    run "last-layer-$seed" --recipe "$folder/last-layer.yaml" --set seed="$seed"
    run "random-$seed" --init random --budget "$budget" --set seed="$seed"
    run "auto-$seed" --budget "$budget" --set seed="$seed"
done

for kind in last-layer random auto; do
    dotnet run -c Release --no-build --project benchmarks/NoisyStudent.Benchmarks -- runs $(for seed in $seeds; do echo "$folder/$kind-$seed"; done)
done
