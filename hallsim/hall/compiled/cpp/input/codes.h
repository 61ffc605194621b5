// The codes of a trace and of a plan, as Python numbers them (tests/unit/test_compiled_engine.py compares).
#pragma once

#include <cstdint>

namespace hall {

enum class End : std::int8_t {
    SERVED, LEFT, TURNED_AWAY, INSIDE, IN_APPROVAL, AWAY, GIVEN_UP, ANSWERED, NO_SHOW, REFUSED, SHELVED, REMOVED,
    NONE = -1,
};

enum class Purpose : std::int8_t { LODGE, SUPPLEMENT, CORRECT, COLLECT, ENQUIRE, AMEND, PAY, ELSEWHERE };

enum class Outcome : std::int8_t {
    SERVED, LEFT, SENT_HOME, WAITING, IN_SERVICE, HANDED_BACK, BALKED, REDIRECTED, ESCORTED, WITHDRAWN, BROKEN_OFF,
    MISSED, REMOVED, CALLED, INTERRUPTED,
};

enum class Hold : std::int8_t { NOTICE, SENT_BACK, AMENDING, PAYMENT, TRAVEL, GATHERING, CHECK };

enum class Reason : std::int8_t { TURNED_AWAY, SENT_HOME, LEFT, BALKED, NONE = -1 };

enum class Tape : std::int8_t {
    ROUTE, REVISIT, COLLECT, STEP, AMEND, GUIDE, KIOSK, ONLINE, PRE_REVIEW, REDIRECT, HOME, AT_BUREAU, TOLD, ISSUE,
    AUTHORISE,
};
constexpr int N_TAPES = 15;

enum class ShiftEnd : std::int8_t { FINISH, PAUSE, HAND_BACK };
enum class Interrupt : std::int8_t { NONE, RESUME, RESTART };
enum class Classes : std::int8_t { STRICT, N_TO_ONE, AGEING, QUOTA };
enum class Order : std::int8_t {
    FIRST_COME, LAST_COME, RANDOM, SHORTEST_JOB, EARLIEST_APPOINTMENT, RETURNING_FIRST,
};
enum class Hours : std::int8_t { CLOCK, WORKDAYS, DESK };
enum class Moment : std::int8_t { ACCEPTED, DECIDED, IN_HAND, SENT };
enum class Condition : std::int8_t { NOT_REJECTED, BY_AUXILIARY, NEEDED, APPROVED };

}  // namespace hall
