/* Reads the texts of number-cases.ts with the C library of a host, and prints a hash of what each
   function answers: those that numbers.test.ts expects. cc number-cases.c && ./a.out */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t state;

static uint32_t next(void) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state;
}

static uint32_t below(uint32_t n) { return next() % n; }

static char text[4096];

static void digits(const char *alphabet, uint32_t count) {
  char *end = text + strlen(text);
  uint32_t size = strlen(alphabet);
  while (count-- > 0) *end++ = alphabet[below(size)];
  *end = 0;
}

static void integer(void) {
  strcpy(text, (const char *[]){"", " ", "\t\n", "x"}[below(8) & 3]);
  strcat(text, (const char *[]){"", "-", "+", "--"}[below(8) & 3]);
  strcat(text, (const char *[]){"", "", "0", "0x", "0X"}[below(5)]);
  digits("0123456789", below(22));
  digits("0123456789abcdefghijklmnopqrstuvwxyzABCDEF", below(6));
}

static void decimal(void) {
  strcpy(text, (const char *[]){"", " ", "-", "+"}[below(4)]);
  digits("0123456789", below(20));
  if (below(2) == 0) {
    strcat(text, ".");
    digits("0123456789", below(30));
  }
  uint32_t kind = below(4);
  if (kind == 0) sprintf(text + strlen(text), "e%d", (int)below(700) - 360);
  if (kind == 1) sprintf(text + strlen(text), "E%+d", (int)below(100) - 50);
  if (below(10) == 0) strcat(text, (const char *[]){"e", "e+", "x", "inf"}[below(4)]);
}

static void hexadecimal(void) {
  strcpy(text, (const char *[]){"0x", "-0X", "+0x"}[below(3)]);
  digits("0123456789abcdefABCDEF", below(20));
  if (below(2) == 0) {
    strcat(text, ".");
    digits("0123456789abcdefABCDEF", below(30));
  }
  if (below(4) > 0) sprintf(text + strlen(text), "p%d", (int)below(2400) - 1200);
  if (below(4) == 0) sprintf(text + strlen(text), "p%d", (int)below(320) - 160);
}

/* Half way between two floats, or just beside that. */
static void tie(void) {
  uint64_t bits = (uint64_t)(below(0x7fe) + 1) << 52 | ((uint64_t)next() << 20 & 0xfffff00000000ull);
  if (below(2) == 0) bits = (uint64_t)(0x3ff - 140 + below(260)) << 52 | (uint64_t)next() << 29 >> 9 << 9;
  if (below(2) == 0) bits |= 1ull << 28;
  double x;
  memcpy(&x, &bits, 8);
  sprintf(text, "%.*f", 200, x);
  if (strchr(text, '.') != NULL && below(2) == 0) {
    char *end = text + strlen(text);
    *end++ = "01"[below(2)];
    *end = 0;
  }
}

static uint32_t hash;

static void add(const char *line) {
  for (; *line != 0; line++) hash = (hash ^ (uint8_t)*line) * 16777619u;
  hash = (hash ^ '\n') * 16777619u;
}

static int isVerbose;

static void told(const char *line) {
  if (isVerbose) printf("%s|%s\n", text, line);
  add(line);
}

int main(int argc, char **argv) {
  char line[200], *end;
  (void)argv;
  isVerbose = argc > 1;
  static const int bases[] = {0, 2, 8, 10, 16, 36};
  for (int isUnsigned = 0; isUnsigned < 2; isUnsigned++) {
    state = 2463534242u;
    hash = 2166136261u;
    for (int i = 0; i < 4000; i++) {
      integer();
      int base = bases[below(6)];
      errno = 0;
      if (isUnsigned) {
        unsigned long value = strtoul(text, &end, base);
        sprintf(line, "%lu %d %d", value, (int)(end - text), errno == ERANGE);
      } else {
        long value = strtol(text, &end, base);
        sprintf(line, "%ld %d %d", value, (int)(end - text), errno == ERANGE);
      }
      told(line);
    }
    if (!isVerbose) printf("  %s: %u,\n", isUnsigned ? "strtoul" : "strtol", hash);
  }
  for (int isFloat = 0; isFloat < 2; isFloat++) {
    for (int kind = 0; kind < 3; kind++) {
      state = 2463534242u;
      hash = 2166136261u;
      for (int i = 0; i < 3000; i++) {
        (void (*[])(void)){decimal, hexadecimal, tie}[kind]();
        errno = 0;
        double value = isFloat ? strtof(text, &end) : strtod(text, &end);
        sprintf(line, "%.17g %d %d", value, (int)(end - text), errno == ERANGE);
        told(line);
      }
      if (!isVerbose)
        printf("  %s %s: %u,\n", isFloat ? "strtof" : "strtod",
               (const char *[]){"decimal", "hexadecimal", "tie"}[kind], hash);
    }
  }
}
