"""Writes the node tests of the onnx package to a folder, for `jaspis bench onnx FOLDER`.

    python3 bench/onnx_node_tests.py FOLDER

Each goes to FOLDER/NAME/model.onnx, with its operands and results in test_data_set_0/ beside it; of those that take or give
sequences, optional values or maps the model alone.
"""

import pathlib
import sys

import numpy
import onnx
from onnx import numpy_helper
from onnx.backend.test.case import node


def tensor(value, name):
    """A value as a tensor's message; None where it is something else."""
    if isinstance(value, onnx.TensorProto):
        return value
    if isinstance(value, (numpy.ndarray, numpy.generic)):
        return numpy_helper.from_array(numpy.asarray(value), name)
    return None


def write(case, folder):
    """Writes a test."""
    graph = case.model.graph
    files = {}
    for inputs, outputs in case.data_sets[:1]:
        for kind, values, declared in ("input", inputs, graph.input), ("output", outputs, graph.output):
            for i, (value, info) in enumerate(zip(values, declared)):
                files[f"{kind}_{i}.pb"] = tensor(value, info.name)
    data = folder / case.name / "test_data_set_0"
    data.mkdir(parents=True, exist_ok=True)
    (folder / case.name / "model.onnx").write_bytes(case.model.SerializeToString())
    if None in files.values():
        data.rmdir()
        return
    for name, message in files.items():
        (data / name).write_bytes(message.SerializeToString())


def main():
    folder = pathlib.Path(sys.argv[1])
    cases = node.collect_testcases()
    for case in cases:
        write(case, folder)
    print(f"ONNX {onnx.__version__}: {len(cases)} node tests in {folder}")


if __name__ == "__main__":
    main()
