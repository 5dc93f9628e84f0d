/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* From a number of the kernel to what it means for a decision. */
#ifndef WATCHBPF_CLASSES_H
#define WATCHBPF_CLASSES_H

#include "inline.h"
#include "vocabulary.h"

/*
 * The rows of one right as a mask of command numbers. Not a switch: 6.18's
 * verifier warns of a defect of its own on the comparison chains clang makes.
 */
#define WB_BIT_IF(number, yes) | (yes ? 1ULL << (number) : 0)
#define WB_NUMBERS 64

wb_inline enum wb_right wb_right_of_command(__u32 command)
{
#define X(number, kernel, word, right) WB_BIT_IF(number, WB_RIGHT_##right == WB_RIGHT_MAPS)
	const __u64 maps = 0 WB_COMMANDS(X);
#undef X
#define X(number, kernel, word, right) WB_BIT_IF(number, WB_RIGHT_##right == WB_RIGHT_PROGRAMS)
	const __u64 programs = 0 WB_COMMANDS(X);
#undef X
#define X(number, kernel, word, right) WB_BIT_IF(number, WB_RIGHT_##right == WB_RIGHT_OBJECTS)
	const __u64 objects = 0 WB_COMMANDS(X);
#undef X
#define X(number, kernel, word, right) WB_BIT_IF(number, WB_RIGHT_##right == WB_RIGHT_OPEN)
	const __u64 open = 0 WB_COMMANDS(X);
#undef X
#define X(number, kernel, word, right) WB_BIT_IF(number, WB_RIGHT_##right == WB_RIGHT_INTROSPECT)
	const __u64 introspect = 0 WB_COMMANDS(X);
#undef X
#define X(number, kernel, word, right) WB_BIT_IF(number, WB_RIGHT_##right == WB_RIGHT_DESCRIBE)
	const __u64 describe = 0 WB_COMMANDS(X);
#undef X
#define X(number, kernel, word, right) WB_BIT_IF(number, WB_RIGHT_##right == WB_RIGHT_LOAD)
	const __u64 load = 0 WB_COMMANDS(X);
#undef X
#define X(number, kernel, word, right) WB_BIT_IF(number, WB_RIGHT_##right == WB_RIGHT_GUARD)
	const __u64 guard = 0 WB_COMMANDS(X);
#undef X
	if (command >= WB_NUMBERS)
		return WB_RIGHT_UNKNOWN;
	if (maps >> command & 1)
		return WB_RIGHT_MAPS;
	if (load >> command & 1)
		return WB_RIGHT_LOAD;
	if (programs >> command & 1)
		return WB_RIGHT_PROGRAMS;
	if (open >> command & 1)
		return WB_RIGHT_OPEN;
	if (introspect >> command & 1)
		return WB_RIGHT_INTROSPECT;
	if (describe >> command & 1)
		return WB_RIGHT_DESCRIBE;
	if (objects >> command & 1)
		return WB_RIGHT_OBJECTS;
	return guard >> command & 1 ? WB_RIGHT_GUARD : WB_RIGHT_UNKNOWN;
}

wb_inline enum wb_program_class wb_class_of_program_type(__u32 type)
{
#define X(number, kernel, name, class) WB_BIT_IF(number, WB_PROGRAM_##class == WB_PROGRAM_PLAIN)
	const __u64 plain = 0 WB_PROGRAM_TYPES(X);
#undef X
#define X(number, kernel, name, class) WB_BIT_IF(number, WB_PROGRAM_##class == WB_PROGRAM_GUARD)
	const __u64 guard = 0 WB_PROGRAM_TYPES(X);
#undef X
	if (type >= WB_NUMBERS)
		return WB_PROGRAM_UNKNOWN;
	if (plain >> type & 1)
		return WB_PROGRAM_PLAIN;
	return guard >> type & 1 ? WB_PROGRAM_GUARD : WB_PROGRAM_UNKNOWN;
}

wb_inline enum wb_attach_class wb_class_of_attach_type(__u32 attach_type)
{
#define X(number, kernel, name, class) WB_BIT_IF(number, WB_ATTACH_##class == WB_ATTACH_PLAIN)
	const __u64 plain = 0 WB_ATTACH_TYPES(X);
#undef X
#define X(number, kernel, name, class) WB_BIT_IF(number, WB_ATTACH_##class == WB_ATTACH_GUARD)
	const __u64 guard = 0 WB_ATTACH_TYPES(X);
#undef X
	if (attach_type >= WB_NUMBERS)
		return WB_ATTACH_UNKNOWN;
	if (plain >> attach_type & 1)
		return WB_ATTACH_PLAIN;
	return guard >> attach_type & 1 ? WB_ATTACH_GUARD : WB_ATTACH_UNKNOWN;
}

#endif
