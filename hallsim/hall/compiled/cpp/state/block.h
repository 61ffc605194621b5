// Memory of tables, which NumPy may keep after the run.
//
// The first touch of a page costs more than the row that is written there. So large blocks lie on large pages where the
// system has them, and what is given back is kept for the next run of the process: a study makes many of one size.
#pragma once

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <new>
#include <vector>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace hall {

class Blocks {
public:
    // Blocks of all runs of this process.
    static Blocks& all() {
        static auto* const blocks = new Blocks;  // what NumPy keeps may outlast everything else
        return *blocks;
    }

    // A block of at least a size, which is then told.
    void* take(std::size_t& size) {
        size = (size + STEP - 1) / STEP * STEP;
        {
            const std::lock_guard locked(mutex_);
            auto best = kept_.end();
            for (auto one = kept_.begin(); one != kept_.end(); ++one) {
                if (one->size >= size && one->size <= 2 * size && (best == kept_.end() || one->size < best->size)) best = one;
            }
            if (best != kept_.end()) {
                const Block found = *best;
                kept_.erase(best);
                n_kept_ -= found.size;
                size = found.size;
                return found.at;
            }
        }
        void* found = ::operator new(size, alignment(size));
#if defined(MADV_HUGEPAGE)
        if (size >= LARGE) madvise(found, size / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
#endif
        return found;
    }

    void give(void* block, std::size_t size) {
        {
            const std::lock_guard locked(mutex_);
            if (n_kept_ + size <= MOST_KEPT) {
                kept_.push_back({block, size});
                n_kept_ += size;
                return;
            }
        }
        ::operator delete(block, alignment(size));
    }

private:
    struct Block {
        void* at;
        std::size_t size;
    };
    static constexpr std::size_t STEP = 64 << 10, HUGE_PAGE = 2 << 20, LARGE = 2 * HUGE_PAGE, MOST_KEPT = 64 << 20;

    std::mutex mutex_;
    std::vector<Block> kept_;
    std::size_t n_kept_ = 0;

    static std::align_val_t alignment(std::size_t size) { return std::align_val_t{size < LARGE ? 64 : HUGE_PAGE}; }
};

}  // namespace hall
