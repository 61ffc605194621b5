// Tables of int64: a block of memory a table, in which column follows column; it is handed to NumPy as it is.
#pragma once

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>

#include "../input/arrays.h"
#include "block.h"

namespace hall {

// The columns of one table, in which rows are added or stand at their numbers.
template <std::size_t N>
class Columns {
public:
    Columns() = default;
    Columns(const Columns&) = delete;
    Columns& operator=(const Columns&) = delete;

    std::size_t size() const { return n_; }
    Int* column(std::size_t number) const { return cells_ + number * room_; }

    // What keeps the cells, also when the table is gone.
    std::shared_ptr<Int> cells() const { return kept_; }

    void reserve(std::size_t n) {
        if (n > room_) make_room(n);
    }

protected:
    std::size_t n_ = 0, room_ = 0;
    Int* cells_ = nullptr;

    [[gnu::noinline]] void make_room(std::size_t n) {
        // Columns do not begin at the same place of their pages: cells of a row would drive each other out of the cache.
        constexpr std::size_t PAGE = 512, APART = 40;
        const std::size_t room = (std::max(n, 2 * room_) / PAGE + 1) * PAGE + APART;
        std::size_t size = room * N * sizeof(Int);
        void* block = Blocks::all().take(size);
        std::shared_ptr<Int> larger(static_cast<Int*>(block), [size](Int* cells) { Blocks::all().give(cells, size); });
        for (std::size_t i = 0; i < N && n_ > 0; ++i) std::copy_n(column(i), n_, larger.get() + i * room);
        std::fill(larger.get() + n_, larger.get() + room, NEVER);  // no number is taken yet
        kept_ = std::move(larger);
        cells_ = kept_.get();
        room_ = room;
    }

    // Each value is read when it is written: held all at once they would not stay in registers.
    template <class... Values>
    [[gnu::always_inline]] void put(std::size_t at, const Values&... values) {
        static_assert(sizeof...(Values) == N);
        put_from(cells_ + at, room_, values...);
    }

private:
    std::shared_ptr<Int> kept_;

    // Three columns at a time: their places are found from one, without an addition each.
    template <class One, class Two, class Three, class... Values>
    [[gnu::always_inline]] static void put_from(Int* cell, std::size_t apart, const One& one, const Two& two, const Three& three,
                                                const Values&... values) {
        cell[0] = static_cast<Int>(one);
        cell[apart] = static_cast<Int>(two);
        cell[2 * apart] = static_cast<Int>(three);
        put_from(cell + 3 * apart, apart, values...);
    }
    template <class One, class Two>
    [[gnu::always_inline]] static void put_from(Int* cell, std::size_t apart, const One& one, const Two& two) {
        cell[0] = static_cast<Int>(one);
        cell[apart] = static_cast<Int>(two);
    }
    template <class One>
    [[gnu::always_inline]] static void put_from(Int* cell, std::size_t, const One& one) {
        cell[0] = static_cast<Int>(one);
    }
    static void put_from(Int*, std::size_t) {}
};

// Rows in the order in which they are written.
template <std::size_t N>
class Table : public Columns<N> {
public:
    template <class... Values>
    void add(const Values&... values) {
        if (this->n_ == this->room_) this->make_room(this->n_ + 1);
        this->put(this->n_++, values...);
    }
};

// Rows whose first column is their number; each is written once, when it is over.
template <std::size_t N>
class Numbered : public Columns<N> {
public:
    template <class... Values>
    [[gnu::always_inline]] void write(Int number, const Values&... values) {
        const auto at = static_cast<std::size_t>(number);
        if (at >= this->room_) [[unlikely]] this->make_room(at + 1);
        if (this->cells_[at] != NEVER) [[unlikely]] twice(at);
        this->n_ = std::max(this->n_, at + 1);
        this->put(at, number, values...);
    }

    void check(const char* name) const {
        std::uint64_t signs = 0;
        for (std::size_t i = 0; i < this->n_; ++i) signs |= static_cast<std::uint64_t>(this->cells_[i]);
        if (signs >> 63 != 0) throw std::logic_error(std::string("a row of ") + name + " is missing");
    }

private:
    [[noreturn, gnu::cold]] static void twice(std::size_t at) {
        throw std::logic_error("row " + std::to_string(at) + " is written twice");
    }
};

}  // namespace hall
