// A small shell of file commands. Stages of a pipeline are threads, joined by pipes:
//   grep free < notes.txt | sort | count > result.txt
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_STAGES = 8, MAX_ARGS = 16 };

struct stage {
  int argc;
  char *argv[MAX_ARGS + 1];
  int in, out;
  int status;
};

static int fail(const char *name) {
  fprintf(stderr, "fsh: %s: %s\n", name, strerror(errno));
  return 1;
}

static FILE *stream(int fd, const char *mode) {
  FILE *file = fdopen(dup(fd), mode);
  if (file == NULL) abort();
  return file;
}

static int copy(int in, int out) {
  char buf[4096];
  ssize_t count;
  while ((count = read(in, buf, sizeof buf)) > 0)
    for (ssize_t done = 0; done < count;) {
      ssize_t written = write(out, buf + done, (size_t)(count - done));
      if (written == -1) return fail("write");
      done += written;
    }
  return count == 0 ? 0 : fail("read");
}

static int cat(struct stage *stage) {
  if (stage->argc == 1) return copy(stage->in, stage->out);
  for (int at = 1; at < stage->argc; at++) {
    int fd = open(stage->argv[at], O_RDONLY);
    if (fd == -1) return fail(stage->argv[at]);
    int status = copy(fd, stage->out);
    close(fd);
    if (status != 0) return status;
  }
  return 0;
}

static int by_name(const void *one, const void *other) {
  return strcmp(*(char *const *)one, *(char *const *)other);
}

static int list(struct stage *stage) {
  const char *path = stage->argc > 1 ? stage->argv[1] : ".";
  DIR *dir = opendir(path);
  if (dir == NULL) return fail(path);
  char *names[256];
  size_t count = 0;
  struct dirent *entry;
  while ((entry = readdir(dir)) != NULL && count < 256)
    if (entry->d_name[0] != '.') names[count++] = strdup(entry->d_name);
  qsort(names, count, sizeof *names, by_name);
  FILE *out = stream(stage->out, "w");
  for (size_t at = 0; at < count; at++) {
    struct stat st;
    if (fstatat(dirfd(dir), names[at], &st, AT_SYMLINK_NOFOLLOW) == 0)
      fprintf(out, "%c %6lld %s\n", S_ISDIR(st.st_mode) ? 'd' : '-',
              S_ISDIR(st.st_mode) ? 0LL : (long long)st.st_size, names[at]);
    free(names[at]);
  }
  closedir(dir);
  return fclose(out) == 0 ? 0 : fail(path);
}

static int grep(struct stage *stage) {
  regex_t regex;
  if (stage->argc < 2 || regcomp(&regex, stage->argv[1], REG_EXTENDED | REG_NOSUB) != 0) {
    errno = EINVAL;
    return fail("grep");
  }
  FILE *in = stream(stage->in, "r");
  FILE *out = stream(stage->out, "w");
  char *line = NULL;
  size_t size = 0;
  int status = 1;
  while (getline(&line, &size, in) > 0)
    if (regexec(&regex, line, 0, NULL, 0) == 0) {
      fputs(line, out);
      status = 0;
    }
  free(line);
  regfree(&regex);
  fclose(in);
  return fclose(out) == 0 ? status : fail("grep");
}

static int sort(struct stage *stage) {
  FILE *in = stream(stage->in, "r");
  FILE *out = stream(stage->out, "w");
  char *lines[1024];
  size_t count = 0, size = 0;
  char *line = NULL;
  while (count < 1024 && getline(&line, &size, in) > 0) lines[count++] = strdup(line);
  free(line);
  qsort(lines, count, sizeof *lines, by_name);
  for (size_t at = 0; at < count; at++) {
    fputs(lines[at], out);
    free(lines[at]);
  }
  fclose(in);
  return fclose(out) == 0 ? 0 : fail("sort");
}

static int count(struct stage *stage) {
  FILE *in = stream(stage->in, "r");
  int lines = 0, words = 0, bytes = 0, inside = 0, c;
  while ((c = getc(in)) != EOF) {
    bytes++;
    if (c == '\n') lines++;
    int is_space = c == ' ' || c == '\t' || c == '\n';
    if (!is_space && !inside) words++;
    inside = !is_space;
  }
  fclose(in);
  FILE *out = stream(stage->out, "w");
  fprintf(out, "%d lines, %d words, %d bytes\n", lines, words, bytes);
  return fclose(out) == 0 ? 0 : fail("count");
}

static int make(struct stage *stage) {
  return stage->argc == 2 && mkdir(stage->argv[1], 0755) == 0 ? 0 : fail("mkdir");
}

static int move(struct stage *stage) {
  return stage->argc == 3 && rename(stage->argv[1], stage->argv[2]) == 0 ? 0 : fail("mv");
}

static int drop(struct stage *stage) {
  for (int at = 1; at < stage->argc; at++)
    if (unlink(stage->argv[at]) == -1) return fail(stage->argv[at]);
  return 0;
}

static const struct {
  const char *name;
  int (*run)(struct stage *);
} commands[] = {{"cat", cat},   {"ls", list},    {"grep", grep}, {"sort", sort},
                {"count", count}, {"mkdir", make}, {"mv", move},   {"rm", drop}};

static void *run_stage(void *arg) {
  struct stage *stage = arg;
  stage->status = 127;
  for (size_t at = 0; at < sizeof commands / sizeof *commands; at++)
    if (strcmp(stage->argv[0], commands[at].name) == 0) stage->status = commands[at].run(stage);
  if (stage->status == 127) fprintf(stderr, "fsh: %s: no such command\n", stage->argv[0]);
  if (stage->in != STDIN_FILENO) close(stage->in);
  if (stage->out != STDOUT_FILENO) close(stage->out);
  return NULL;
}

static int parse(char *text, struct stage *stage) {
  char *saved;
  for (char *word = strtok_r(text, " \t", &saved); word; word = strtok_r(NULL, " \t", &saved)) {
    int is_in = strcmp(word, "<") == 0, is_out = strcmp(word, ">") == 0;
    if (!is_in && !is_out) {
      if (stage->argc == MAX_ARGS) return -1;
      stage->argv[stage->argc++] = word;
      continue;
    }
    char *path = strtok_r(NULL, " \t", &saved);
    int fd = path == NULL ? -1
             : is_in      ? open(path, O_RDONLY)
                          : open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (fd == -1) return fail(path == NULL ? word : path);
    *(is_in ? &stage->in : &stage->out) = fd;
  }
  return stage->argc > 0 ? 0 : -1;
}

static int run_line(char *line) {
  struct stage stages[MAX_STAGES] = {0};
  int total = 0;
  char *saved;
  for (char *part = strtok_r(line, "|", &saved); part; part = strtok_r(NULL, "|", &saved)) {
    if (total == MAX_STAGES) return 2;
    struct stage *stage = &stages[total++];
    stage->in = STDIN_FILENO;
    stage->out = STDOUT_FILENO;
    if (parse(part, stage) != 0) return 2;
  }
  for (int at = 0; at + 1 < total; at++) {
    int ends[2];
    if (pipe(ends) == -1) return fail("pipe");
    stages[at].out = ends[1];
    stages[at + 1].in = ends[0];
  }
  pthread_t threads[MAX_STAGES];
  for (int at = 0; at < total; at++) pthread_create(&threads[at], NULL, run_stage, &stages[at]);
  for (int at = 0; at < total; at++) pthread_join(threads[at], NULL);
  return total == 0 ? 0 : stages[total - 1].status;
}

int main(int argc, char *argv[]) {
  int failures = 0, is_loud = 0, option;
  while ((option = getopt(argc, argv, "v")) != -1) {
    if (option != 'v') return 2;
    is_loud = 1;
  }
  char *line = NULL;
  size_t size = 0;
  ssize_t length;
  while ((length = getline(&line, &size, stdin)) > 0) {
    line[strcspn(line, "\n")] = '\0';
    if (is_loud) printf("> %s\n", line);
    fflush(stdout);
    if (run_line(line) != 0) failures++;
  }
  free(line);
  printf("%d failed\n", failures);
  return failures;
}
