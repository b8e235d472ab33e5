#!/bin/sh
# SPDX-License-Identifier: MIT
ls $1
