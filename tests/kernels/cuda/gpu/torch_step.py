"""The network's step through PyTorch: eager, a CUDA graph, torch.compile. From questions in host memory to answers
there, once a period, by the host's clock, as benches.cc does it; the answers are compared with double precision.

    torch_step.py NETWORK RECORDS [BLOCKS]
"""
import json
import struct
import sys
import time

import torch

ROWS = (1, 16, 64, 256, 1024)
PERIOD = 64 / 48000
WARM_UP, SETS = 100, 8


def read_network(path):
    """Weights and biases of each layer (tests/kernels/cuda/gpu/network_file.h)."""
    data = bytearray(open(path, "rb").read())
    (count,), at, layers = struct.unpack_from("<i", data), 4, []
    for _ in range(count):
        inputs, outputs = struct.unpack_from("<ii", data, at)
        at += 8
        weight = torch.frombuffer(data, dtype=torch.float32, count=inputs * outputs, offset=at).reshape(outputs, inputs)
        at += 4 * inputs * outputs
        layers.append((weight, torch.frombuffer(data, dtype=torch.float32, count=outputs, offset=at)))
        at += 4 * outputs
    return layers


def network_of(layers):
    def run(x):
        h = torch.nn.functional.silu(torch.nn.functional.linear(x, *layers[0]))
        for weight, bias in layers[1:-1]:
            h = h + torch.nn.functional.silu(torch.nn.functional.linear(h, weight, bias))
        return torch.nn.functional.linear(h, *layers[-1])
    return run


class Step:
    """Page-locked host memory to the device, the network, and back, on one stream."""

    def __init__(self, how, network, rows, inputs, outputs):
        self.host_in = torch.empty(rows, inputs).pin_memory()
        self.host_out = torch.empty(rows, outputs).pin_memory()
        self.device_in = torch.empty(rows, inputs, device="cuda")
        self.network = torch.compile(network, fullgraph=True, dynamic=False) if how == "compile" else network
        self.graph = None
        with torch.no_grad():
            self.pass_once()
        if how == "graph":
            side = torch.cuda.Stream()
            with torch.no_grad(), torch.cuda.stream(side):
                for _ in range(3):
                    self.pass_once()
            side.synchronize()
            graph = torch.cuda.CUDAGraph()
            with torch.no_grad(), torch.cuda.graph(graph):
                self.pass_once()
            self.graph = graph

    def pass_once(self):
        self.device_in.copy_(self.host_in, non_blocking=True)
        self.host_out.copy_(self.network(self.device_in), non_blocking=True)

    @torch.no_grad()
    def run(self):
        if self.graph:
            self.graph.replay()
        else:
            self.pass_once()
        torch.cuda.synchronize()


def pace(how, network, exact, rows, inputs, outputs, blocks):
    step = Step(how, network, rows, inputs, outputs)
    questions = [torch.randn(rows, inputs) for _ in range(SETS)]
    answers = [exact(q.double()) for q in questions]
    times, difference, when = [], 0.0, time.perf_counter()
    for block in range(-WARM_UP, blocks):
        when = max(when + PERIOD, time.perf_counter())
        while (left := when - time.perf_counter()) > 0:
            time.sleep(left)
        began = time.perf_counter()
        step.host_in.copy_(questions[block % SETS])
        step.run()
        took = time.perf_counter() - began
        if block >= 0:
            times.append(took)
        if block % 16 == 0:
            difference = max(difference, float((step.host_out.double() - answers[block % SETS]).abs().max()))
    times.sort()
    at = lambda q: 1e6 * times[min(len(times) - 1, int(q * len(times)))]
    return {"bench": "step", "way": f"torch {how}", "rows": rows, "blocks": blocks, "p50_us": round(at(0.5), 2),
            "p99_us": round(at(0.99), 2), "p999_us": round(at(0.999), 2), "max_us": round(1e6 * times[-1], 2),
            "missed": sum(t > PERIOD for t in times), "difference_from_cpu": difference, "torch": torch.__version__}


def main():
    layers = read_network(sys.argv[1])
    blocks = int(sys.argv[3]) if len(sys.argv) > 3 else 1000
    inputs, outputs = layers[0][0].shape[1], layers[-1][0].shape[0]
    torch.backends.cuda.matmul.allow_tf32 = False  # the same precision as ours
    network = network_of([(w.cuda(), b.cuda()) for w, b in layers])
    exact = network_of([(w.double(), b.double()) for w, b in layers])
    with open(sys.argv[2], "a") as records:
        for how in ("eager", "graph", "compile"):  # compiling takes longest and comes last
            for rows in ROWS:
                records.write(json.dumps(pace(how, network, exact, rows, inputs, outputs, blocks)) + "\n")
                records.flush()


if __name__ == "__main__":
    main()
