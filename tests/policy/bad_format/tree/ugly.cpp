// SPDX-License-Identifier: MIT
int  two_blanks = 2;
