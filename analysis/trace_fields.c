/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/trace_fields.h"

#include <stddef.h>

/* clang-format off */
const struct ent_trace_fields ent_trace_fields[ENT_N_TRACE_KINDS] = {
    [ENT_TRACE_SHOCK] = {.kind = "shock", .value = {"trust_lost", "capital_lost"}},
    [ENT_TRACE_ATTACK] = {.kind = "attack", .yes = "kept", .no = "broken", .value = {"war_months"}},
    [ENT_TRACE_WAR_END] = {.kind = "war-end", .set = "at_war"},
    [ENT_TRACE_LEADER] = {.kind = "leader", .value = {"before", "after", "enablers"}},
    [ENT_TRACE_ONSET] = {.kind = "onset", .value = {"alignment"}},
    [ENT_TRACE_BREAKDOWN] = {.kind = "breakdown", .value = {"alignment"}},
    [ENT_TRACE_RECOVERY] = {.kind = "recovery", .value = {"alignment", "stage_before"}},
    [ENT_TRACE_ELECTION] = {.kind = "election", .value = {"deviation"}},
    [ENT_TRACE_ISSUE] = {.kind = "issue", .other = "second_domain", .set = "concerns",
                         .value = {"stake", "urgency", "status_quo", "reserved", "months_to_vote"}},
    [ENT_TRACE_TAKEN_UP] = {.kind = "taken-up", .value = {"months_to_vote"}},
    [ENT_TRACE_PROPOSAL] = {.kind = "proposal", .value = {"text", "status_quo"}},
    [ENT_TRACE_VOTE] = {.kind = "vote", .yes = "yes", .no = "no", .abstain = "abstain", .value = {"text", "depth"}},
    [ENT_TRACE_REFUSAL] = {.kind = "refusal", .value = {"gain", "slack", "deficit", "tolerated", "payment_offered"}},
    [ENT_TRACE_VETO] = {.kind = "veto", .no = "no"},
    [ENT_TRACE_STATEMENT] = {.kind = "statement", .yes = "yes", .no = "no"},
    [ENT_TRACE_BOUGHT] = {.kind = "bought", .value = {"payment", "left_in_purse"}},
    [ENT_TRACE_PACKAGE] = {.kind = "package", .other = "other_forum", .value = {"gain", "gain_of_other", "price_of_linkage"}},
    [ENT_TRACE_COOPERATION] = {.kind = "cooperation", .other = "cooperation", .yes = "members"},
    [ENT_TRACE_DECISION] = {.kind = "decision", .yes = "yes", .no = "no", .abstain = "abstain", .set = "bound",
                            .value = {"text", "depth", "coverage", "compliance"}},
    [ENT_TRACE_OVERDUE] = {.kind = "overdue"},
    [ENT_TRACE_DROPPED] = {.kind = "dropped"},
    [ENT_TRACE_SIGNED] = {.kind = "signed", .no = "parliament_refuses", .set = "signatories"},
    [ENT_TRACE_UNSIGNED] = {.kind = "unsigned"},
    [ENT_TRACE_RATIFIED] = {.kind = "ratified"},
    [ENT_TRACE_IN_FORCE] = {.kind = "in-force", .set = "members"},
    [ENT_TRACE_COALITION] = {.kind = "coalition", .set = "founders"},
    [ENT_TRACE_LAPSED] = {.kind = "lapsed", .set = "members"},
    [ENT_TRACE_APPLIED] = {.kind = "applied", .value = {"utility", "months_to_vote"}},
    [ENT_TRACE_ENTERED] = {.kind = "entered", .value = {"measured_alignment"}},
    [ENT_TRACE_TURNED_DOWN] = {.kind = "turned-down", .no = "no", .value = {"measured_alignment", "floor"}},
    [ENT_TRACE_PRESSED_IN] = {.kind = "pressed-in", .value = {"pressure"}},
    [ENT_TRACE_DETERMINATION] = {.kind = "determination", .yes = "yes", .no = "no", .abstain = "abstain", .value = {"step", "passed"}},
    [ENT_TRACE_SUSPENDED] = {.kind = "suspended", .yes = "yes", .no = "no", .set = "wrongfully",
                             .value = {"true_alignment", "seen_alignment", "floor"}},
    [ENT_TRACE_RESTORED] = {.kind = "restored"},
    [ENT_TRACE_EXPELLED] = {.kind = "expelled"},
    [ENT_TRACE_LEFT] = {.kind = "left", .value = {"utility"}},
    [ENT_TRACE_REFORM] = {.kind = "reform", .yes = "yes", .no = "no", .abstain = "abstain", .set = "stopped_by", .value = {"adopted", "stopped_by_parliament"}},
    [ENT_TRACE_PILLAR] = {.kind = "pillar", .yes = "yes", .value = {"enablers"}},
    [ENT_TRACE_DISSOLVED] = {.kind = "dissolved", .no = "lost_by_it", .abstain = "suspended", .set = "members",
                             .value = {"capital", "trust", "decided_in_time", "dissatisfied", "dilution"}},
    [ENT_TRACE_ORDER_FAILED] = {.kind = "order-failed", .value = {"domains_left", "defenceless"}},
    [ENT_TRACE_STANDING] = {.kind = "standing", .no = "lost_by_it", .abstain = "suspended", .set = "members",
                            .value = {"capital", "trust", "decided_in_time", "dissatisfied", "dilution"}},
};
/* clang-format on */

enum ent_trace_other ent_trace_other(int32_t kind)
{
    if (kind == ENT_TRACE_ISSUE) return ENT_TRACE_OTHER_DOMAIN;
    return kind == ENT_TRACE_COOPERATION ? ENT_TRACE_OTHER_COOPERATION : ENT_TRACE_OTHER_FORUM;
}
