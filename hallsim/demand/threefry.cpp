// Threefry-2x64-20 as threefry.py tells it, a uniform a row: the same numbers.
#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <array>
#include <bit>
#include <cstdint>

namespace py = pybind11;

namespace {

using Word = std::uint64_t;
using Key = std::array<Word, 3>;

constexpr Word PARITY = 0x1BD11BDAA9FC1A22;
constexpr std::array<int, 8> ROTATIONS = {16, 42, 12, 31, 16, 32, 24, 21};
constexpr int N_ROUNDS = 20;

// The first word of a counter under a key.
inline Word first_word(Word one, Word two, const Key& key) {
    one += key[0];
    two += key[1];
#pragma GCC unroll 20
    for (int round = 0; round < N_ROUNDS; ++round) {
        one += two;
        two = std::rotl(two, ROTATIONS[round % 8]) ^ one;
        if (round % 4 == 3) {
            const int step = round / 4 + 1;
            one += key[step % 3];
            two += key[(step + 1) % 3] + static_cast<Word>(step);
        }
    }
    return one;
}

using Counters = py::array_t<std::int64_t, py::array::c_style>;

py::array_t<double> uniforms(const Counters& one, const Counters& two, Word key_one, Word key_two) {
    if (one.ndim() != 1 || two.ndim() != 1 || one.size() != two.size()) {
        throw py::value_error("two columns of one length are expected");
    }
    const Key key = {key_one, key_two, PARITY ^ key_one ^ key_two};
    py::array_t<double> found(one.size());
    const auto *left = one.data(), *right = two.data();
    auto* to = found.mutable_data();
    const py::gil_scoped_release released;
    for (py::ssize_t i = 0; i < one.size(); ++i) {
        const Word word = first_word(static_cast<Word>(left[i]), static_cast<Word>(right[i]), key);
        to[i] = static_cast<double>(static_cast<std::int64_t>(word >> 11)) * 0x1p-53;
    }
    return found;
}

}  // namespace

PYBIND11_MODULE(_threefry, module) {
    module.doc() = "Threefry-2x64-20, compiled.";
    module.def("uniforms", &uniforms, "Of every counter (two columns of int64) a uniform in [0, 1), under a key.");
}
