/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "params/yaml.h"

#include <string.h>
#include <yaml.h>

#include "params/names.h"

struct reader {
    struct ent_arena *arena;
    struct ent_complaints *complaints;
    const char *file, *text;
    size_t length;
    yaml_parser_t parser;
    struct ent_node *root;
    struct ent_node *open[ENT_MAX_DEPTH]; /* lists and maps being read, outermost first */
    int depth;
    const char *key; /* of the next value, if the innermost is a map */
    struct ent_place key_at;
    int documents;
    int is_over;   /* nothing more is to be read */
    int is_broken; /* what has been read is no tree to go on with */
};

static struct ent_place place(const struct reader *reader, yaml_mark_t mark)
{
    return (struct ent_place){reader->file, (int)mark.line + 1, (int)mark.column + 1};
}

static void complain(struct reader *reader, struct ent_place at, const char *text)
{
    ent_complaints_add(reader->complaints, ENT_BAD_INPUT, at, "%s", text);
}

/* libyaml gives errors of encoding as a byte offset. */
static struct ent_place place_of_offset(const struct reader *reader, size_t offset)
{
    struct ent_place at = {reader->file, 1, 1};

    for (size_t i = 0; i < offset && i < reader->length; i++) {
        at.column++;
        if (reader->text[i] == '\n') {
            at.line++;
            at.column = 1;
        }
    }
    return at;
}

static void report_syntax(struct reader *reader)
{
    const yaml_parser_t *parser = &reader->parser;

    reader->is_broken = 1;
    if (parser->error == YAML_MEMORY_ERROR)
        reader->arena->failed = 1;
    else if (parser->error == YAML_READER_ERROR)
        ent_complaints_add(reader->complaints, ENT_BAD_INPUT, place_of_offset(reader, parser->problem_offset), "not readable text: %s",
                           parser->problem);
    else
        ent_complaints_add(reader->complaints, ENT_BAD_INPUT, place(reader, parser->problem_mark), "not YAML: %s%s%s",
                           parser->problem ? parser->problem : "syntax error", parser->context ? " " : "",
                           parser->context ? parser->context : "");
}

/* Attaches a finished or opening node to what it stands in. */
static void attach(struct reader *reader, struct ent_node *node)
{
    struct ent_node *parent = reader->depth ? reader->open[reader->depth - 1] : NULL;

    if (!node) return;
    if (!reader->depth) {
        reader->root = node;
        return;
    }
    if (!parent) return;
    if (parent->n >= (parent->kind == ENT_NODE_MAP ? ENT_MAX_KEYS : ENT_MAX_ITEMS)) {
        complain(reader, node->at, parent->kind == ENT_NODE_MAP ? "more than 1024 keys" : "more than 4096 items");
        reader->is_broken = 1;
        return;
    }
    if (parent->kind == ENT_NODE_MAP) {
        const struct ent_node *first;

        if (!reader->key) return;
        first = ent_node_find(parent, reader->key);
        node->key = reader->key;
        node->key_at = reader->key_at;
        reader->key = NULL;
        if (first) {
            ent_complaints_add(reader->complaints, ENT_BAD_INPUT, node->key_at, "'%s' is given twice: first on line %d", node->key,
                               first->key_at.line);
            return;
        }
    }
    ent_node_append(parent, node);
}

static int wants_key(const struct reader *reader)
{
    const struct ent_node *parent = reader->depth ? reader->open[reader->depth - 1] : NULL;

    return parent && parent->kind == ENT_NODE_MAP && !reader->key;
}

static void read_collection(struct reader *reader, enum ent_node_kind kind, yaml_mark_t mark)
{
    struct ent_node *node;

    if (reader->depth == ENT_MAX_DEPTH) {
        complain(reader, place(reader, mark), "nested more than 64 levels deep");
        reader->is_broken = 1;
        return;
    }
    if (wants_key(reader)) {
        complain(reader, place(reader, mark), "a key must be a text");
        reader->is_broken = 1;
        return;
    }
    node = ent_node_new(reader->arena, kind, place(reader, mark));
    attach(reader, node);
    reader->open[reader->depth++] = node;
}

static int is_blank(const char *text)
{
    return !*text || !strcmp(text, "~") || !strcmp(text, "null") || !strcmp(text, "Null") || !strcmp(text, "NULL");
}

static void read_scalar(struct reader *reader, const yaml_event_t *event)
{
    const char *value = (const char *)event->data.scalar.value;
    const struct ent_place at = place(reader, event->start_mark);
    const int quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    const char *text = ent_arena_copy(reader->arena, value, event->data.scalar.length);
    struct ent_node *node;

    if (!text) return;
    if (strlen(text) != event->data.scalar.length) complain(reader, at, "a zero byte in a text");
    if (wants_key(reader)) {
        reader->key = text;
        reader->key_at = at;
        return;
    }
    node = ent_node_new(reader->arena, !quoted && is_blank(text) ? ENT_NODE_BLANK : ENT_NODE_TEXT, at);
    if (node) {
        node->text = text;
        node->quoted = quoted;
    }
    attach(reader, node);
}

static void refuse_marks(struct reader *reader, const yaml_char_t *anchor, const yaml_char_t *tag, yaml_mark_t mark)
{
    if (anchor) complain(reader, place(reader, mark), "anchors (&) are not allowed");
    if (tag) complain(reader, place(reader, mark), "tags (!) are not allowed");
}

static void start_document(struct reader *reader, const yaml_event_t *event)
{
    if (reader->documents++) {
        complain(reader, place(reader, event->start_mark), "a second document: one file holds one");
        reader->is_broken = 1;
    }
    if (event->data.document_start.version_directive ||
        event->data.document_start.tag_directives.start != event->data.document_start.tag_directives.end)
        complain(reader, place(reader, event->start_mark), "directives (%) are not allowed");
}

static void take_event(struct reader *reader, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        start_document(reader, event);
        break;
    case YAML_ALIAS_EVENT:
        complain(reader, place(reader, event->start_mark), "aliases (*) are not allowed");
        if (wants_key(reader))
            reader->is_broken = 1;
        else
            attach(reader, ent_node_new(reader->arena, ENT_NODE_BLANK, place(reader, event->start_mark)));
        break;
    case YAML_SCALAR_EVENT:
        refuse_marks(reader, event->data.scalar.anchor, event->data.scalar.tag, event->start_mark);
        read_scalar(reader, event);
        break;
    case YAML_SEQUENCE_START_EVENT:
        refuse_marks(reader, event->data.sequence_start.anchor, event->data.sequence_start.tag, event->start_mark);
        read_collection(reader, ENT_NODE_LIST, event->start_mark);
        break;
    case YAML_MAPPING_START_EVENT:
        refuse_marks(reader, event->data.mapping_start.anchor, event->data.mapping_start.tag, event->start_mark);
        read_collection(reader, ENT_NODE_MAP, event->start_mark);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        reader->depth--;
        break;
    case YAML_STREAM_END_EVENT:
        reader->is_over = 1;
        break;
    default:
        break;
    }
}

static int has_tabs(struct reader *reader)
{
    const size_t before = reader->complaints->n;
    int line = 1, column = 1, line_said = 0;

    for (size_t i = 0; i < reader->length; i++, column++) {
        if (reader->text[i] == '\t' && line_said != line) {
            complain(reader, (struct ent_place){reader->file, line, column}, "a tab: indent with spaces");
            line_said = line;
        }
        if (reader->text[i] == '\n') {
            line++;
            column = 0;
        }
    }
    return reader->complaints->n != before;
}

static void read_events(struct reader *reader)
{
    yaml_event_t event;

    while (!reader->is_over && !reader->is_broken && !reader->arena->failed) {
        if (!yaml_parser_parse(&reader->parser, &event)) {
            report_syntax(reader);
            return;
        }
        take_event(reader, &event);
        yaml_event_delete(&event);
    }
}

struct ent_node *ent_yaml_read(struct ent_arena *arena, struct ent_complaints *complaints, const char *file, const char *text,
                               size_t length)
{
    struct reader reader = {.arena = arena, .complaints = complaints, .file = file, .text = text, .length = length};

    if (length > ENT_MAX_FILE) {
        complain(&reader, (struct ent_place){file, 1, 1}, "larger than 1 MB");
        return NULL;
    }
    if (has_tabs(&reader)) return NULL;
    if (!yaml_parser_initialize(&reader.parser)) {
        arena->failed = 1;
        return NULL;
    }
    yaml_parser_set_encoding(&reader.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&reader.parser, (const unsigned char *)text, length);
    read_events(&reader);
    yaml_parser_delete(&reader.parser);
    return reader.is_broken ? NULL : reader.root;
}
