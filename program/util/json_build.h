/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Puts JSON together with json-c. An object that could not be made is NULL, and
 * adding it, or to it, fails: one look at the builder at the end is enough.
 */
#ifndef KMCONTIG_UTIL_JSON_BUILD_H
#define KMCONTIG_UTIL_JSON_BUILD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <json-c/json.h>

#include "util/parse.h"

struct builder {
	bool failed;		/* there was no memory for something */
};

/* These hand the value over to @to. */
void build_add(struct builder *b, json_object *to, const char *key, json_object *value);
void build_append(struct builder *b, json_object *to, json_object *value);

void build_number(struct builder *b, json_object *to, const char *key, uint64_t number);
void build_text(struct builder *b, json_object *to, const char *key, const char *text);
void build_numbers(struct builder *b, json_object *to, const char *key,
		 const uint64_t *v, unsigned int n);
void build_list(struct builder *b, json_object *to, const char *key, const struct list *list);
void build_stamp(struct builder *b, json_object *to, const char *key, const struct stamp *stamp);

int build_print(struct builder *b, FILE *f, json_object *o, int flags);

#endif
