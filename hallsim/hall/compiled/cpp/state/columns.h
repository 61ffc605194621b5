// Tables of int64: a block of memory a column, which is handed to NumPy as it is.
#pragma once

#include <array>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <string>

#include "../input/arrays.h"

namespace hall {

// The columns of one table, in which rows are added or stand at their numbers.
template <std::size_t N>
class Columns {
public:
    Columns() = default;
    Columns(const Columns&) = delete;
    Columns& operator=(const Columns&) = delete;
    ~Columns() {
        for (Int* column : cells_) std::free(column);
    }

    std::size_t size() const { return n_; }

    // A column for good; the table has it no more.
    Int* release(std::size_t column) { return std::exchange(cells_[column], nullptr); }

    void reserve(std::size_t n) {
        if (n > room_) make_room(n);
    }

protected:
    std::size_t n_ = 0, room_ = 0;
    std::array<Int*, N> cells_{};

    void make_room(std::size_t n) {
        const std::size_t room = std::max<std::size_t>({n, 2 * room_, 64});
        for (Int*& column : cells_) {
            void* larger = room > SIZE_MAX / sizeof(Int) ? nullptr : std::realloc(column, room * sizeof(Int));
            if (larger == nullptr) throw std::bad_alloc();
            column = static_cast<Int*>(larger);
        }
        room_ = room;
    }

    void put(std::size_t at, const std::array<Int, N>& row) {
        for (std::size_t i = 0; i < N; ++i) cells_[i][at] = row[i];
    }
};

// Rows in the order in which they are written.
template <std::size_t N>
class Table : public Columns<N> {
public:
    void add(const std::array<Int, N>& row) {
        if (this->n_ == this->room_) this->make_room(this->n_ + 1);
        this->put(this->n_++, row);
    }
};

// Rows whose first column is their number; each is written once, when it is over.
template <std::size_t N>
class Numbered : public Columns<N> {
public:
    void write(const std::array<Int, N>& row) {
        const auto at = static_cast<std::size_t>(row[0]);
        if (at >= this->room_) this->make_room(at + 1);
        for (; this->n_ <= at; ++this->n_) this->cells_[0][this->n_] = NEVER;
        if (this->cells_[0][at] != NEVER) throw std::logic_error("row " + std::to_string(at) + " is written twice");
        this->put(at, row);
    }

    void check(const char* name) const {
        for (std::size_t i = 0; i < this->n_; ++i) {
            if (this->cells_[0][i] == NEVER) throw std::logic_error("row " + std::to_string(i) + " of " + name + " is missing");
        }
    }
};

}  // namespace hall
