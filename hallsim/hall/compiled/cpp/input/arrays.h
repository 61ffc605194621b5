// The flat arrays that Python hands over: read by name, with their kind and length checked once.
#pragma once

#include <stdexcept>
#include <string>
#include <unordered_map>

#include "cells.h"

namespace hall {

constexpr Ms MS_PER_DAY = 86'400'000;
constexpr Ms MS_PER_HOUR = 3'600'000;

// Input that breaks the contract. Becomes a ValueError in Python.
struct InputError : std::invalid_argument {
    using std::invalid_argument::invalid_argument;
};

// The same where it is on the way of everybody: out of line, so that it costs nothing.
[[noreturn, gnu::cold, gnu::noinline]] inline void refuse(const char* why) { throw InputError(why); }

struct Array {
    char kind;  // i: int64, f: float64, b: uint8
    const void* data;
    std::size_t size;
    std::size_t columns;  // of the last dimension
};

class Arrays {
public:
    void put(std::string name, Array array) { by_name_.insert_or_assign(std::move(name), array); }

    bool has(const std::string& name) const { return by_name_.contains(name); }

    Ints ints(const std::string& name) const { return sound(name, any_ints(name)); }

    Ints ints(const std::string& name, std::size_t size) const {
        return of_size(name, ints(name), size);
    }

    // At whose cells whoever asks looks.
    Ints any_ints(const std::string& name) const {
        const Array& found = of_kind(name, 'i');
        return {static_cast<const Int*>(found.data), found.size};
    }

    Ints any_ints(const std::string& name, std::size_t size) const {
        return of_size(name, any_ints(name), size);
    }

    Reals reals(const std::string& name) const { return sound(name, any_reals(name)); }

    // The same for numbers: whoever asks only compares them.
    Reals any_reals(const std::string& name) const {
        const Array& found = of_kind(name, 'f');
        return {static_cast<const double*>(found.data), found.size};
    }

    Reals reals(const std::string& name, std::size_t size) const {
        return of_size(name, reals(name), size);
    }

    std::span<const std::uint8_t> flags(const std::string& name, std::size_t size) const {
        const Array& found = of_kind(name, 'b');
        return of_size(name, std::span{static_cast<const std::uint8_t*>(found.data), found.size}, size);
    }

    Int number(const std::string& name) const { return ints(name, 1)[0]; }

    std::size_t columns(const std::string& name) const { return find(name).columns; }

private:
    std::unordered_map<std::string, Array> by_name_;

    const Array& find(const std::string& name) const {
        auto found = by_name_.find(name);
        if (found == by_name_.end()) throw InputError("array " + name + " is missing");
        return found->second;
    }

    const Array& of_kind(const std::string& name, char kind) const {
        const Array& found = find(name);
        if (found.kind != kind) throw InputError("array " + name + " is not of the kind it must be");
        return found;
    }

    template <class Span>
    static Span sound(const std::string& name, Span found) {
        if (!are_sound(found)) throw InputError("array " + name + " holds a number beyond what any can be");
        return found;
    }

    template <class Span>
    static Span of_size(const std::string& name, Span found, std::size_t size) {
        if (found.size() != size) {
            throw InputError("array " + name + " has " + std::to_string(found.size()) + " cells, not " +
                             std::to_string(size));
        }
        return found;
    }
};

}  // namespace hall
