#!/usr/bin/env bash
# Trains short runs with this tree and with an earlier commit, on this machine, and compares every model of both, byte by byte:
# the demo, cifar10-quick (where CIFAR10 names a folder with labeled.tar.gz, unlabeled.tar.gz and test.tar.gz), and runs with the settings that those do not use.
#
#   CIFAR10=DIR benchmarks/same-models.sh COMMIT [FOLDER]
#
# What the commit trained stays in FOLDER, where one is given, and is taken from there next time.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 2; }
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
commit=$(git rev-parse --verify "$1^{commit}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kept=${2:-$work}/$commit

# train TREE FOLDER: all runs, in FOLDER, by the command that stands built in TREE.
train() {
    local command="dotnet $1/src/NoisyStudent.Cli/bin/Release/net10.0/noisy-student.dll"
    local pictures=$2/demo/seed-1/pictures
    $command demo --output "$2/demo"
    if [ -n "${CIFAR10:-}" ]; then
        $command train --labeled "$CIFAR10/labeled.tar.gz" --unlabeled "$CIFAR10/unlabeled.tar.gz" --test "$CIFAR10/test.tar.gz" --output "$2/cifar10-quick" \
            --recipe cifar10-quick --set teacher.epochs=3 --set students.0.epochs=1 --set students.1.epochs=1
    fi

    $command train --labeled "$pictures/labeled" --unlabeled "$pictures/unlabeled" --output "$2/fine-tuned-ensemble-online" \
        --recipe demo --set teacher.epochs=60 --set students.0.epochs=10 --set students.1.epochs=10 \
        --set pseudo-labels='{ online: true, ensemble: 2, test-time-augmentation: flip, calibrate: true }' \
        --set teacher.fine-tuning='{ epochs: 5, image-size: 40 }' --set students.0.fine-tuning='{ epochs: 5, noise: true, frozen-stages: 1 }' \
        --set students.1.fine-tuning='{ epochs: 5, image-size: 40 }' --set noise.mixup=0.2 --set noise.cutmix=1
    $command train --labeled "$pictures/labeled" --unlabeled "$pictures/unlabeled" --output "$2/noised-hard-resnet" \
        --recipe demo --set teacher.epochs=20 --set students.0.epochs=5 --set students.1.epochs=5 \
        --set teacher.network=resnet-8 --set students.0.network=resnet-8 --set students.1.network=resnet-14 \
        --set teacher.model-noise='{ survival-probability: 0.8, dropout: 0.3 }' --set students.0.model-noise='{ survival-probability: 0.8, dropout: 0.3 }' \
        --set students.0.unlabeled-noise=model --set students.1.reselect=false --set students.1.start-from-teacher=false \
        --set pseudo-labels='{ kind: hard, noised-teacher: true, keep-known: 0.9, threshold: 0.2, balance-towards: labeled }' \
        --set training='{ optimizer: rmsprop, loss: normalized, class-weights: balanced, schedule: exponential, clip-norm: 5 }'
}

hashes() { (cd "$1" && find . -name model.safetensors -o -name model.onnx | sort | xargs sha256sum); }

build() { dotnet build -c Release -v q "$1"; }

if [ ! -f "$kept/models.sha256" ]; then
    git clone -q . "$work/tree"
    git -C "$work/tree" checkout -q "$commit"
    build "$work/tree"
    mkdir -p "$kept"
    train "$work/tree" "$kept"
    hashes "$kept" > "$work/models.sha256"
    mv "$work/models.sha256" "$kept/"
fi

build .
train . "$work/now"
hashes "$work/now" > "$work/now.sha256"
diff "$kept/models.sha256" "$work/now.sha256" && echo "$(wc -l < "$work/now.sha256") model files are the same, byte by byte, as those of $commit"
