// A small shell of file commands. Stages of a pipeline are threads, joined by pipes:
//   grep free < notes.txt | sort | count > result.txt
//
// It is docs/fsh.c, function by function; docs/porting.md has both side by side.

import {
  AT_SYMLINK_NOFOLLOW,
  EINVAL,
  EOF,
  type FILE,
  O_CREAT,
  O_RDONLY,
  O_TRUNC,
  O_WRONLY,
  Out,
  type Posix,
  posixMain,
  type PosixOptions,
  pthread_t,
  REG_EXTENDED,
  REG_NOSUB,
  regcomp,
  regex_t,
  regexec,
  regfree,
  S_ISDIR,
  Stat,
  STDIN_FILENO,
  STDOUT_FILENO,
  strerror,
} from '@kos/posix'
import type { Kos, Program } from '@kos/libkos'

const MAX_STAGES = 8
const MAX_ARGS = 16

interface Stage {
  argv: string[]
  in: number
  out: number
  status: number
}

async function fail(p: Posix, name: string): Promise<number> {
  await p.fprintf(p.stderr, 'fsh: %s: %s\n', name, strerror(p.errno))
  return 1
}

async function stream(p: Posix, fd: number, mode: string): Promise<FILE> {
  return p.fdopen(await p.dup(fd), mode) ?? (await p.abort())
}

async function copy(p: Posix, input: number, output: number): Promise<number> {
  const buf = new Uint8Array(4096)
  let count: number
  while ((count = await p.read(input, buf)) > 0)
    for (let done = 0; done < count;) {
      const written = await p.write(output, buf.subarray(done, count))
      if (written === -1) return fail(p, 'write')
      done += written
    }
  return count === 0 ? 0 : fail(p, 'read')
}

async function cat(p: Posix, stage: Stage): Promise<number> {
  if (stage.argv.length === 1) return copy(p, stage.in, stage.out)
  for (const path of stage.argv.slice(1)) {
    const fd = await p.open(path, O_RDONLY)
    if (fd === -1) return fail(p, path)
    const status = await copy(p, fd, stage.out)
    await p.close(fd)
    if (status !== 0) return status
  }
  return 0
}

async function list(p: Posix, stage: Stage): Promise<number> {
  const path = stage.argv[1] ?? '.'
  const dir = await p.opendir(path)
  if (dir === null) return fail(p, path)
  const names: string[] = []
  let entry
  while ((entry = await p.readdir(dir)) !== null)
    if (!entry.d_name.startsWith('.')) names.push(entry.d_name)
  names.sort()
  const out = await stream(p, stage.out, 'w')
  const st = new Stat()
  for (const name of names)
    if ((await p.fstatat(p.dirfd(dir), name, st, AT_SYMLINK_NOFOLLOW)) === 0) {
      const isDirectory = S_ISDIR(st.st_mode)
      await p.fprintf(
        out,
        '%c %6lld %s\n',
        isDirectory ? 'd' : '-',
        isDirectory ? 0 : st.st_size,
        name,
      )
    }
  await p.closedir(dir)
  return (await p.fclose(out)) === 0 ? 0 : fail(p, path)
}

async function grep(p: Posix, stage: Stage): Promise<number> {
  const regex = new regex_t()
  const pattern = stage.argv[1]
  if (pattern === undefined || regcomp(regex, pattern, REG_EXTENDED | REG_NOSUB) !== 0) {
    p.errno = EINVAL
    return fail(p, 'grep')
  }
  const input = await stream(p, stage.in, 'r')
  const out = await stream(p, stage.out, 'w')
  const line = new Out<string>()
  let status = 1
  while ((await p.getline(line, input)) > 0)
    if (regexec(regex, line.value) === 0) {
      await p.fputs(line.value, out)
      status = 0
    }
  regfree(regex)
  await p.fclose(input)
  return (await p.fclose(out)) === 0 ? status : fail(p, 'grep')
}

async function sort(p: Posix, stage: Stage): Promise<number> {
  const input = await stream(p, stage.in, 'r')
  const out = await stream(p, stage.out, 'w')
  const lines: string[] = []
  const line = new Out<string>()
  while ((await p.getline(line, input)) > 0) lines.push(line.value)
  lines.sort()
  for (const each of lines) await p.fputs(each, out)
  await p.fclose(input)
  return (await p.fclose(out)) === 0 ? 0 : fail(p, 'sort')
}

async function count(p: Posix, stage: Stage): Promise<number> {
  const input = await stream(p, stage.in, 'r')
  let lines = 0
  let words = 0
  let bytes = 0
  let inside = false
  let c: number
  while ((c = await p.getc(input)) !== EOF) {
    bytes++
    if (c === 0x0a) lines++
    const isSpace = c === 0x20 || c === 0x09 || c === 0x0a
    if (!isSpace && !inside) words++
    inside = !isSpace
  }
  await p.fclose(input)
  const out = await stream(p, stage.out, 'w')
  await p.fprintf(out, '%d lines, %d words, %d bytes\n', lines, words, bytes)
  return (await p.fclose(out)) === 0 ? 0 : fail(p, 'count')
}

async function make(p: Posix, { argv: [, path] }: Stage): Promise<number> {
  return path !== undefined && (await p.mkdir(path, 0o755)) === 0 ? 0 : fail(p, 'mkdir')
}

async function move(p: Posix, { argv: [, from, to] }: Stage): Promise<number> {
  const isUsable = from !== undefined && to !== undefined
  return isUsable && (await p.rename(from, to)) === 0 ? 0 : fail(p, 'mv')
}

async function drop(p: Posix, stage: Stage): Promise<number> {
  for (const path of stage.argv.slice(1)) if ((await p.unlink(path)) === -1) return fail(p, path)
  return 0
}

const commands: Readonly<Record<string, (p: Posix, stage: Stage) => Promise<number>>> = {
  cat,
  ls: list,
  grep,
  sort,
  count,
  mkdir: make,
  mv: move,
  rm: drop,
}

async function runStage(p: Posix, stage: Stage): Promise<null> {
  const name = stage.argv[0] as string
  const run = commands[name]
  if (run === undefined) await p.fprintf(p.stderr, 'fsh: %s: no such command\n', name)
  stage.status = run === undefined ? 127 : await run(p, stage)
  if (stage.in !== STDIN_FILENO) await p.close(stage.in)
  if (stage.out !== STDOUT_FILENO) await p.close(stage.out)
  return null
}

async function parse(p: Posix, text: string, stage: Stage): Promise<number> {
  const words = text.split(/[ \t]+/).filter((word) => word !== '')
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string
    if (word !== '<' && word !== '>') {
      if (stage.argv.length === MAX_ARGS) return -1
      stage.argv.push(word)
      continue
    }
    const path = words[++at]
    const flags = word === '<' ? O_RDONLY : O_WRONLY | O_CREAT | O_TRUNC
    const fd = path === undefined ? -1 : await p.open(path, flags, 0o644)
    if (fd === -1) return fail(p, path ?? word)
    if (word === '<') stage.in = fd
    else stage.out = fd
  }
  return stage.argv.length > 0 ? 0 : -1
}

async function runLine(p: Posix, line: string): Promise<number> {
  const stages: Stage[] = []
  for (const part of line.split('|').filter((each) => each !== '')) {
    if (stages.length === MAX_STAGES) return 2
    const stage = { argv: [], in: STDIN_FILENO, out: STDOUT_FILENO, status: 127 }
    stages.push(stage)
    if ((await parse(p, part, stage)) !== 0) return 2
  }
  for (const [at, stage] of stages.entries()) {
    const next = stages[at + 1]
    if (next === undefined) continue
    const ends: [number, number] = [-1, -1]
    if ((await p.pipe(ends)) === -1) return fail(p, 'pipe')
    next.in = ends[0]
    stage.out = ends[1]
  }
  const threads: pthread_t[] = []
  for (const stage of stages) {
    const thread = new pthread_t()
    p.pthread_create(thread, null, runStage, stage)
    threads.push(thread)
  }
  for (const thread of threads) await p.pthread_join(thread, null)
  return stages.at(-1)?.status ?? 0
}

async function main(argc: number, argv: readonly string[], p: Posix): Promise<number> {
  let failures = 0
  let isLoud = false
  let option
  while ((option = p.getopt(argc, argv, 'v')) !== -1) {
    if (option !== 'v') return 2
    isLoud = true
  }
  const text = new Out<string>()
  while ((await p.getline(text, p.stdin)) > 0) {
    const line = text.value.replace(/\n$/, '')
    if (isLoud) await p.printf('> %s\n', line)
    await p.fflush(p.stdout)
    if ((await runLine(p, line)) !== 0) failures++
  }
  await p.printf('%d failed\n', failures)
  return failures
}

/** The program, with files. */
export const fsh = (options: PosixOptions): Program<Kos> => posixMain(main, options)
