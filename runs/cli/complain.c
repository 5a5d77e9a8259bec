/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Complaints about input files, for people and as JSON.
 */
#include <stdlib.h>

#include "params/text.h"
#include "runs/cli/cli.h"

int cli_complain(const struct ent_complaints *complaints)
{
    char *text = ent_complaints_text(complaints);
    fputs(text ? text : "entente: error: out of memory\n", stderr);
    free(text);
    return complaints->code;
}

void cli_complaints_json(struct ent_text *text, const struct ent_complaints *complaints)
{
    for (size_t i = 0; i < complaints->n; i++) {
        const struct ent_complaint *complaint = &complaints->list[i];
        ent_text_add(text, "%s\n  {\"file\": ", text->length > 1 ? "," : "");
        ent_text_add_quoted(text, complaint->file);
        ent_text_add(text, ", \"line\": %d, \"column\": %d, \"error\": ", complaint->line, complaint->column);
        ent_text_add_quoted(text, complaint->text);
        ent_text_add(text, "}");
    }
}
