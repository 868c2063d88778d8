/* SPDX-License-Identifier: ISC */
/* The version that every program of the project prints. */
#ifndef LIB_VERSION_H
#define LIB_VERSION_H

#define NABLA_VERSION	"0.1"

#endif
