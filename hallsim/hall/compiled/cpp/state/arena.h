// Memory of one run: blocks that are given back are taken again; all of it is freed with the run.
#pragma once

#include <algorithm>
#include <cstddef>
#include <new>
#include <vector>

#include "block.h"

namespace hall {

// Found without a call, where the system keeps room for that: every block of a run is asked for here.
#if defined(__GLIBC__)
#define HALL_NEAR [[gnu::tls_model("initial-exec")]]
#else
#define HALL_NEAR
#endif

class Arena {
public:
    Arena() : before_(current) { current = this; }
    ~Arena() {
        current = before_;
        for (const auto& [chunk, size] : chunks_) Blocks::all().give(chunk, size);
    }
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    // The arena of the run of this thread.
    HALL_NEAR static inline thread_local Arena* current = nullptr;

    void* take(std::size_t size) {
        const std::size_t step = (size + STEP - 1) / STEP;
        if (step >= N_STEPS) return ::operator new(size);
        if (Free* found = free_[step]; found != nullptr) {
            free_[step] = found->next;
            return found;
        }
        return cut(step * STEP);
    }

    void give(void* block, std::size_t size) {
        const std::size_t step = (size + STEP - 1) / STEP;
        if (step >= N_STEPS) {
            ::operator delete(block);
            return;
        }
        free_[step] = ::new (block) Free{free_[step]};
    }

private:
    struct Free {
        Free* next;
    };
    static constexpr std::size_t STEP = 32, N_STEPS = 64, FIRST_CHUNK = 256 << 10, LARGEST_CHUNK = 4 << 20;

    Free* free_[N_STEPS] = {};
    std::vector<std::pair<std::byte*, std::size_t>> chunks_;
    std::byte* at_ = nullptr;
    std::size_t left_ = 0, next_chunk_ = FIRST_CHUNK;
    Arena* before_;

    // Chunks grow until they lie on large pages (block.h): who has waited long is on a page that nobody has touched since.
    void* cut(std::size_t size) {
        if (left_ < size) {
            left_ = next_chunk_;
            next_chunk_ = std::min(2 * next_chunk_, LARGEST_CHUNK);
            at_ = static_cast<std::byte*>(Blocks::all().take(left_));
            chunks_.emplace_back(at_, left_);
        }
        void* found = at_;
        at_ += size;
        left_ -= size;
        return found;
    }
};

// Fetch what will be needed soon: in a long queue everybody has left the cache by the time of being called. It may be gone.
template <std::size_t size>
inline void fetch(const void* what) {
    for (std::size_t at = 0; at < size; at += 64) __builtin_prefetch(static_cast<const std::byte*>(what) + at);
}

// What lives in the arena of the run.
struct InArena {
    static void* operator new(std::size_t size) { return Arena::current->take(size); }
    static void operator delete(void* block, std::size_t size) { Arena::current->give(block, size); }
};

// Memory of containers that lives there.
template <class T>
struct FromArena {
    using value_type = T;

    FromArena() = default;
    template <class Other>
    FromArena(const FromArena<Other>&) {}

    T* allocate(std::size_t n) { return static_cast<T*>(Arena::current->take(n * sizeof(T))); }
    void deallocate(T* block, std::size_t n) { Arena::current->give(block, n * sizeof(T)); }
    bool operator==(const FromArena&) const = default;
};

// Memory of containers that begins where a line of the cache does.
template <class T>
struct InLines {
    using value_type = T;

    InLines() = default;
    template <class Other>
    InLines(const InLines<Other>&) {}

    T* allocate(std::size_t n) { return static_cast<T*>(::operator new(n * sizeof(T), LINE)); }
    void deallocate(T* block, std::size_t) { ::operator delete(block, LINE); }
    bool operator==(const InLines&) const = default;

private:
    static constexpr std::align_val_t LINE{64};
};

}  // namespace hall
