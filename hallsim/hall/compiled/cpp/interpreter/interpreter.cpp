#include "interpreter.h"

namespace hall {

Steps Interpreter::follow(Row row, Walk& walk, Branch* branch) const {
    Around around;
    for (Row here = row;;) {
        if (here.empty()) {
            if (!around.leave(here)) break;
            continue;
        }
        const Found found = act(*here.first++, walk, branch);
        if (found.kind() == Found::TICKET) {
            co_await Happens(found.ticket());
            const Way way = walk.note_service(found.ticket());
            if (!way.goes_on()) co_return way;
        } else if (found.kind() == Found::ROW) {
            around.enter(here, found.row());
        } else if (found.kind() == Found::EVENTS) {
            for (const Ref<Event>& event : found.events()) {
                co_await Happens(*event);
                const Way way = event->failure();
                if (!way.goes_on()) co_return way;
            }
        } else if (found.kind() == Found::STEPS) {
            const Way way = co_await found.steps();
            if (!way.goes_on()) co_return way;
        }
        if (branch != nullptr && is_cancelled(*branch)) co_return Way{Way::STOPS};
    }
    co_return Way{};
}

}  // namespace hall
