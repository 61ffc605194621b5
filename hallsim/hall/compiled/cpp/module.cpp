// What Python sees: a plan, and a run of it over decisions.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "engine.h"

namespace py = pybind11;

namespace hall {

namespace {

// What an array holds; it must live as long as that is read.
Array array_of(const std::string& text, const py::array& array) {
    const char code = array.dtype().char_();
    const char kind = code == 'l' || code == 'q' ? 'i' : code == 'd' ? 'f' : code == 'B' ? 'b' : '?';
    if (kind == '?') throw InputError("array " + text + " is neither of int64, of float64 nor of bytes");
    if (!(array.flags() & py::array::c_style)) throw InputError("array " + text + " is not contiguous");
    const py::ssize_t n = array.ndim();
    const auto columns = n == 0 ? py::ssize_t{1} : array.shape(n - 1);
    return {kind, array.data(), static_cast<std::size_t>(array.size()), static_cast<std::size_t>(columns)};
}

// The arrays of a dictionary; they live as long as it does.
Arrays arrays_of(const py::dict& given) {
    Arrays found;
    for (const auto& [name, value] : given) {
        const auto text = py::cast<std::string>(name);
        found.put(text, array_of(text, py::cast<py::array>(value)));
    }
    return found;
}

// Functions of Python that answer with an array, and their answers: both live until the run is over.
class Asking {
public:
    explicit Asking(const py::dict& given) {
        for (const auto& [name, value] : given) {
            functions_.push_back(py::cast<py::function>(value));
            const std::size_t which = functions_.size() - 1;
            asked.emplace(py::cast<std::string>(name), Draws([this, which](Int what, Int visit, Int time) {
                const py::gil_scoped_acquire taken;
                answers_.push_back(py::cast<py::array>(functions_[which](what, visit, time)));
                return array_of("of an answer", answers_.back());
            }));
        }
    }

    Decisions::Asked asked;

private:
    std::vector<py::function> functions_;
    std::vector<py::array> answers_;
};

// A plan, and the arrays it reads.
struct KeptPlan {
    explicit KeptPlan(py::dict given) : kept(std::move(given)), plan(arrays_of(kept)) {}
    py::dict kept;
    Plan plan;
};

// The columns as NumPy arrays that keep the cells: no copy.
template <std::size_t N>
py::list columns_of(const Columns<N>& table) {
    using Cells = std::shared_ptr<Int>;
    py::list found;
    const py::capsule owner(new Cells(table.cells()), [](void* cells) { delete static_cast<Cells*>(cells); });
    const auto n = static_cast<py::ssize_t>(table.size());
    for (std::size_t i = 0; i < N; ++i) {
        found.append(n == 0 ? py::array_t<Int>(0)
                            : py::array_t<Int>({n}, {static_cast<py::ssize_t>(sizeof(Int))}, table.column(i), owner));
    }
    return found;
}

py::dict tables_of(const Recorder& recorder) {
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

py::tuple run(const KeptPlan& plan, const py::dict& given, const py::dict& asks) {
    Asking asking(asks);
    const Arrays arrays = arrays_of(given);
    Recorder recorder;
    Ms end_ms = 0;
    {
        py::gil_scoped_release released;
        const Staffing staffing(arrays, plan.plan);
        const Decisions decisions(arrays, plan.plan, asking.asked);
        Run one({plan.plan, staffing, decisions}, recorder);
        end_ms = one.run();
        one.finish(end_ms);
    }
    return py::make_tuple(end_ms, tables_of(recorder));
}

}  // namespace

PYBIND11_MODULE(_core, module) {
    module.doc() = "The compiled engine (docs/engines.md).";
    py::class_<KeptPlan>(module, "Plan").def(py::init<py::dict>());
    module.def("run", &run, "Let everything happen: when it stopped, and the recorded columns by table.");
}

}  // namespace hall
