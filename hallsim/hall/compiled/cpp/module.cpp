// What Python sees: a plan, its staffing, and a run of both over decisions.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "engine.h"

namespace py = pybind11;

namespace hall {

namespace {

// The arrays of a dictionary; they live as long as it does.
Arrays arrays_of(const py::dict& given) {
    Arrays found;
    for (const auto& [name, value] : given) {
        const auto array = py::cast<py::array>(value);
        const auto text = py::cast<std::string>(name);
        const char code = array.dtype().char_();
        const char kind = code == 'l' || code == 'q' ? 'i' : code == 'd' ? 'f' : code == 'B' ? 'b' : '?';
        if (kind == '?') throw InputError("array " + text + " is neither of int64, of float64 nor of bytes");
        if (!(array.flags() & py::array::c_style)) throw InputError("array " + text + " is not contiguous");
        const py::ssize_t n = array.ndim();
        const auto columns = n == 0 ? py::ssize_t{1} : array.shape(n - 1);
        found.put(text, {kind, array.data(), static_cast<std::size_t>(array.size()), static_cast<std::size_t>(columns)});
    }
    return found;
}

// A plan, and the arrays it reads.
struct KeptPlan {
    explicit KeptPlan(py::dict given) : kept(std::move(given)), plan(arrays_of(kept)) {}
    py::dict kept;
    Plan plan;
};

struct KeptStaffing {
    KeptStaffing(py::dict given, const KeptPlan& of) : kept(std::move(given)), staffing(arrays_of(kept), of.plan) {}
    py::dict kept;
    Staffing staffing;
};

// A column as a NumPy array that owns it: no copy.
py::array column(std::vector<Int>&& cells) {
    auto* kept = new std::vector<Int>(std::move(cells));
    py::capsule owner(kept, [](void* what) { delete static_cast<std::vector<Int>*>(what); });
    return py::array_t<Int>({static_cast<py::ssize_t>(kept->size())}, {sizeof(Int)}, kept->data(), owner);
}

template <class Table>
py::list columns_of(Table& table) {
    py::list found;
    for (auto& cells : table.columns) found.append(column(std::move(cells)));
    return found;
}

py::dict tables_of(Recorder& recorder) {
    py::dict found;
    found["visits"] = columns_of(recorder.visits);
    found["tickets"] = columns_of(recorder.tickets);
    found["matters"] = columns_of(recorder.matters);
    found["shifts"] = columns_of(recorder.shifts);
    found["holds"] = columns_of(recorder.holds);
    found["breaks"] = columns_of(recorder.breaks);
    found["stays"] = columns_of(recorder.stays);
    found["handed"] = columns_of(recorder.handed);
    found["deemed"] = columns_of(recorder.deemed);
    found["warned"] = columns_of(recorder.warned);
    found["carried"] = columns_of(recorder.carried);
    found["sent"] = columns_of(recorder.sent);
    found["aboard"] = columns_of(recorder.aboard);
    found["agents"] = columns_of(recorder.agents);
    found["bags"] = columns_of(recorder.bags);
    found["home"] = columns_of(recorder.home);
    found["shared"] = columns_of(recorder.shared);
    found["couriers"] = columns_of(recorder.couriers);
    found["called"] = columns_of(recorder.called);
    found["legs"] = columns_of(recorder.legs);
    found["in_vain"] = columns_of(recorder.in_vain);
    found["lodged"] = columns_of(recorder.lodged);
    return found;
}

py::tuple run(const KeptPlan& plan, const KeptStaffing& staffing, const py::dict& given) {
    const Arrays arrays = arrays_of(given);
    Recorder recorder;
    Ms end_ms = 0;
    {
        py::gil_scoped_release released;
        const Decisions decisions(arrays, plan.plan);
        Run one({plan.plan, staffing.staffing, decisions});
        end_ms = one.run();
        one.finish(end_ms);
        recorder = std::move(one.recorder);
    }
    return py::make_tuple(end_ms, tables_of(recorder));
}

}  // namespace

PYBIND11_MODULE(_core, module) {
    module.doc() = "The compiled engine (docs/engines.md).";
    py::class_<KeptPlan>(module, "Plan").def(py::init<py::dict>());
    py::class_<KeptStaffing>(module, "Staffing")
        .def(py::init<py::dict, const KeptPlan&>(), py::keep_alive<1, 3>());
    module.def("run", &run, "Let everything happen: when it stopped, and the recorded columns by table.");
}

}  // namespace hall
