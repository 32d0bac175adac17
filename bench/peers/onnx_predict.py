"""ONNX Runtime's predictions with LightGBM's model, converted by onnxmltools: of all rows, and of one row at a time."""

import logging
import time
import warnings

from serve import serve


def prepare(setting):
    import lightgbm as lgb
    import numpy as np
    import onnxruntime
    from onnxmltools import convert_lightgbm
    from onnxmltools.convert.common.data_types import FloatTensorType
    from tree_table import Table, save

    logging.disable(logging.WARNING)
    warnings.simplefilter("ignore")
    table = Table(setting["folder"], setting["description"])
    if table.categorical:
        raise ModuleNotFoundError("ONNX's trees know no set of categories")
    rows = np.ascontiguousarray(table.numpy(table.test()), dtype=np.float32)
    booster = lgb.Booster(model_file=setting["model"])
    model = convert_lightgbm(
        booster, initial_types=[("rows", FloatTensorType([None, rows.shape[1]]))], zipmap=False, target_opset=15
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = setting["threads"]
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    output = session.get_outputs()[-1].name

    def run(request):
        if "rows" in request:
            return one_by_one(request["rows"])
        began = time.perf_counter()
        predicted = session.run([output], {"rows": rows})[0]
        seconds = time.perf_counter() - began
        if request.get("save"):
            save(request["save"], predicted[:, 1] if table.binary else predicted[:, 0])
        return {"seconds": seconds}

    def one_by_one(count):
        times = []
        for row in range(count):
            one = rows[row : row + 1]
            began = time.perf_counter()
            session.run([output], {"rows": one})
            times.append(time.perf_counter() - began)
        return {"seconds": float(np.median(times))}

    return onnxruntime.__version__, run


serve(prepare)
