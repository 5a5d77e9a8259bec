/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/trace_fields.h"

#include <stddef.h>

/* clang-format off */
const struct ent_trace_fields ent_trace_fields[ENT_N_TRACE_KINDS] = {
    [ENT_TRACE_SHOCK] = {"shock", .value = {"trust_lost", "capital_lost"}},
    [ENT_TRACE_ATTACK] = {"attack", .yes = "kept", .no = "broken", .value = {"war_months"}},
    [ENT_TRACE_WAR_END] = {"war-end", .set = "at_war"},
    [ENT_TRACE_LEADER] = {"leader", .value = {"before", "after", "enablers"}},
    [ENT_TRACE_ONSET] = {"onset", .value = {"alignment"}},
    [ENT_TRACE_BREAKDOWN] = {"breakdown", .value = {"alignment"}},
    [ENT_TRACE_RECOVERY] = {"recovery", .value = {"alignment", "stage_before"}},
    [ENT_TRACE_ELECTION] = {"election", .value = {"deviation"}},
    [ENT_TRACE_ISSUE] = {"issue", .other = "second_domain", .set = "concerns",
                         .value = {"stake", "urgency", "status_quo", "reserved", "months_to_vote"}},
    [ENT_TRACE_TAKEN_UP] = {"taken-up", .value = {"months_to_vote"}},
    [ENT_TRACE_PROPOSAL] = {"proposal", .value = {"text", "status_quo"}},
    [ENT_TRACE_VOTE] = {"vote", .yes = "yes", .no = "no", .abstain = "abstain", .value = {"text", "depth"}},
    [ENT_TRACE_REFUSAL] = {"refusal", .value = {"gain", "slack", "deficit", "tolerated", "payment_offered"}},
    [ENT_TRACE_VETO] = {"veto", .no = "no"},
    [ENT_TRACE_STATEMENT] = {"statement", .yes = "yes", .no = "no"},
    [ENT_TRACE_BOUGHT] = {"bought", .value = {"payment", "left_in_purse"}},
    [ENT_TRACE_PACKAGE] = {"package", .other = "other_forum", .value = {"gain", "gain_of_other", "price_of_linkage"}},
    [ENT_TRACE_COOPERATION] = {"cooperation", .other = "cooperation", .yes = "members"},
    [ENT_TRACE_DECISION] = {"decision", .yes = "yes", .no = "no", .abstain = "abstain", .set = "bound",
                            .value = {"text", "depth", "coverage", "compliance"}},
    [ENT_TRACE_OVERDUE] = {"overdue"},
    [ENT_TRACE_DROPPED] = {"dropped"},
    [ENT_TRACE_SIGNED] = {"signed", .no = "parliament_refuses", .set = "signatories"},
    [ENT_TRACE_UNSIGNED] = {"unsigned"},
    [ENT_TRACE_RATIFIED] = {"ratified"},
    [ENT_TRACE_IN_FORCE] = {"in-force", .set = "members"},
    [ENT_TRACE_COALITION] = {"coalition", .set = "founders"},
    [ENT_TRACE_LAPSED] = {"lapsed", .set = "members"},
    [ENT_TRACE_APPLIED] = {"applied", .value = {"utility", "months_to_vote"}},
    [ENT_TRACE_ENTERED] = {"entered", .value = {"measured_alignment"}},
    [ENT_TRACE_TURNED_DOWN] = {"turned-down", .no = "no", .value = {"measured_alignment", "floor"}},
    [ENT_TRACE_PRESSED_IN] = {"pressed-in", .value = {"pressure"}},
    [ENT_TRACE_DETERMINATION] = {"determination", .yes = "yes", .no = "no", .abstain = "abstain", .value = {"step", "passed"}},
    [ENT_TRACE_SUSPENDED] = {"suspended", .yes = "yes", .no = "no", .set = "wrongfully",
                             .value = {"true_alignment", "seen_alignment", "floor"}},
    [ENT_TRACE_RESTORED] = {"restored"},
    [ENT_TRACE_EXPELLED] = {"expelled"},
    [ENT_TRACE_LEFT] = {"left", .value = {"utility"}},
    [ENT_TRACE_REFORM] = {"reform", .yes = "yes", .no = "no", .abstain = "abstain", .set = "stopped_by", .value = {"adopted", "stopped_by_parliament"}},
    [ENT_TRACE_PILLAR] = {"pillar", .yes = "yes", .value = {"enablers"}},
    [ENT_TRACE_DISSOLVED] = {"dissolved", .no = "lost_by_it", .abstain = "suspended", .set = "members",
                             .value = {"capital", "trust", "decided_in_time", "dissatisfied", "dilution"}},
    [ENT_TRACE_ORDER_FAILED] = {"order-failed", .value = {"domains_left", "defenceless"}},
    [ENT_TRACE_STANDING] = {"standing", .no = "lost_by_it", .abstain = "suspended", .set = "members",
                            .value = {"capital", "trust", "decided_in_time", "dissatisfied", "dilution"}},
};
/* clang-format on */

enum ent_trace_other ent_trace_other(int32_t kind)
{
    if (kind == ENT_TRACE_ISSUE) return ENT_TRACE_OTHER_DOMAIN;
    return kind == ENT_TRACE_COOPERATION ? ENT_TRACE_OTHER_COOPERATION : ENT_TRACE_OTHER_FORUM;
}
