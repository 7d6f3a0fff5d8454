"""Times PyTorch on the cases that `jaspis bench` has for a GPU, under the same names, and writes them as JSON for --join.

Usage: python3 gpu_torch.py FILE [--quick]

Float32 throughout, without TF32, in eager mode. A run is timed to the end of its work on the GPU; after a warm-up come
15 rounds, of which the median and the quartiles are kept. The network is the ResNet-8 of the benchmarks, with weights of
its own: speeds are compared, not results. Without a GPU it runs on the processor, to try the script.
"""

import json
import statistics
import sys
import time

import torch
from torch import nn

SIGMA = 0.25
EPSILON = 1e-4
ROUNDS = 15

quick = "--quick" in sys.argv
file = next(word for word in sys.argv[1:] if not word.startswith("--"))
gpu = torch.cuda.is_available()
device = torch.device("cuda" if gpu else "cpu")
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
torch.backends.cudnn.benchmark = True
torch.manual_seed(1)
seconds = {}


def finish():
    if gpu:
        torch.cuda.synchronize()


def timed(run):
    """Quartiles of the seconds of a run, over rounds of as many runs as fill 60 ms."""
    run()
    finish()
    start = time.perf_counter()
    runs = 0
    while runs < 1 or time.perf_counter() - start < (0.05 if quick else 1.0):
        run()
        finish()
        runs += 1
    each = (time.perf_counter() - start) / runs
    together = max(1, int((0.005 if quick else 0.06) / each))
    rounds = []
    for _ in range(5 if quick or each > 2 else ROUNDS):
        start = time.perf_counter()
        for _ in range(together):
            run()
        finish()
        rounds.append((time.perf_counter() - start) / together)
    lower, median, upper = statistics.quantiles(rounds, n=4, method="inclusive")
    return {"lower": lower, "median": median, "upper": upper}


def case(name, run):
    seconds[name] = timed(run)
    print(f"{name}: {seconds[name]['median']:.4g} s", flush=True)


class Residual(nn.Module):
    def __init__(self, inputs, channels, stride):
        super().__init__()
        self.first = nn.Conv2d(inputs, channels, 3, stride, 1)
        self.second = nn.Conv2d(channels, channels, 3, 1, 1)
        self.shortcut = nn.Conv2d(inputs, channels, 1, stride) if stride > 1 else nn.Identity()

    def forward(self, x):
        return torch.relu(self.second(torch.relu(self.first(x))) + self.shortcut(x))


def resnet():
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, 1, 1), nn.ReLU(), Residual(16, 16, 1), Residual(16, 32, 2), Residual(32, 64, 2),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10),
    ).to(device)


def products():
    for size in (64, 128) if quick else (1024, 2048, 4096, 8192):
        a = torch.randn(size, size, device=device)
        b = torch.randn(size, size, device=device)
        shape = f"{size}×{size}·{size}×{size}"
        case("product NN " + shape, lambda: a @ b)
        case("product NT " + shape, lambda: a @ b.T)
        case("product TN " + shape, lambda: a.T @ b)


def chain():
    size = 64 << 10 if quick else 32 << 20
    x, g, lower, upper = (torch.randn(size, device=device) for _ in range(4))
    case(f"elementwise chain of 5 {size}", lambda: torch.minimum(torch.maximum(x + 0.1 * g.sign(), lower), upper))


def copy():
    """Bytes read and written in a second, from one place in the device's memory to another."""
    size = (1 << 20) if quick else (64 << 20)
    x = torch.randn(size, device=device)
    y = torch.empty_like(x)
    return 8 * size / timed(lambda: y.copy_(x))["median"]


@torch.inference_mode()
def forward(network):
    for batch in (1, 4) if quick else (1, 16, 128):
        x = torch.rand(batch, 3, 32, 32, device=device)
        case(f"forward ResNet-8 batch {batch}", lambda: network(x))


@torch.inference_mode()
def votes(network):
    samples, batch = (48, 16) if quick else (100_000, 2000)
    x = torch.rand(1, 3, 32, 32, device=device)

    def run():
        counts = torch.zeros(10, dtype=torch.int64, device=device)
        for first in range(0, samples, batch):
            count = min(batch, samples - first)
            noise = torch.randn(count, 3, 32, 32, device=device).mul_(SIGMA).add_(x)
            counts += torch.bincount(network(noise).argmax(1), minlength=10)
        return counts.cpu()

    case(f"smoothing ResNet-8 {samples} votes", run)


def attack(network):
    images, batch, steps = (12, 1024, 4) if quick else (4096, 1024, 40)
    centres = torch.rand(images, 3, 32, 32, device=device)
    with torch.no_grad():
        labels = torch.cat([network(part).argmax(1) for part in centres.split(batch)])

    def run():
        survived = 0
        for centre, label in zip(centres.split(batch), labels.split(batch)):
            lower, upper = (centre - EPSILON).clamp_min(0), (centre + EPSILON).clamp_max(1)
            x = torch.min(torch.max(centre + torch.empty_like(centre).uniform_(-EPSILON, EPSILON), lower), upper)
            for _ in range(steps):
                x.requires_grad_(True)
                loss = nn.functional.cross_entropy(network(x), label, reduction="sum")
                (gradient,) = torch.autograd.grad(loss, x)
                with torch.no_grad():
                    x = torch.min(torch.max(x + 2.5 / steps * EPSILON * gradient.sign(), lower), upper)
            with torch.no_grad():
                survived += (network(x).argmax(1) == label).sum().item()
        return survived

    case(f"attack PGD-{steps} ResNet-8 {images} images", run)


network = resnet().eval()
for parameter in network.parameters():
    parameter.requires_grad_(False)
rate = copy()
print(f"copy: {rate * 1e-9:.1f} GB/s read and written", flush=True)
failed = False
for part in (products, chain, lambda: forward(network), lambda: votes(network), lambda: attack(network)):
    try:
        part()
    except RuntimeError as error:  # as out of memory: the other parts still count
        print(f"failed: {error}", file=sys.stderr)
        failed = True
    # After each part, so that an end in the middle leaves what is done.
    with open(file, "w", encoding="utf-8") as out:
        json.dump({
            "entrant": "PyTorch",
            "version": torch.__version__,
            "device": torch.cuda.get_device_name() if gpu else "the processor",
            "copyBytesPerSecond": rate,
            "seconds": seconds,
        }, out, ensure_ascii=False, indent=1)
sys.exit(failed)
