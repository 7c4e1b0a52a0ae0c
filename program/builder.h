/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Puts JSON together with json-c. An object that could not be made is NULL, and
 * adding it, or to it, fails: one look at the builder at the end is enough.
 */
#ifndef KMCONTIG_BUILDER_H
#define KMCONTIG_BUILDER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <json-c/json.h>

#include "parse.h"

struct builder {
	bool failed;		/* there was no memory for something */
};

/* These hand the value over to @to. */
void add(struct builder *b, json_object *to, const char *key, json_object *value);
void append(struct builder *b, json_object *to, json_object *value);

void add_number(struct builder *b, json_object *to, const char *key, uint64_t number);
void add_text(struct builder *b, json_object *to, const char *key, const char *text);
void add_numbers(struct builder *b, json_object *to, const char *key,
		 const uint64_t *v, unsigned int n);
void add_list(struct builder *b, json_object *to, const char *key, const struct list *list);
void add_stamp(struct builder *b, json_object *to, const char *key, const struct stamp *stamp);

int builder_print(struct builder *b, FILE *f, json_object *o, int flags);

#endif
