import { any, boot, core, execute, request, VirtualClock } from '@kos/kernel'
import { O_RDONLY, Out, type Posix, posixMain, pthread_t, Stat } from '@kos/posix'

// Reads lines from a pipe, until its other end is closed: a thread has functions of its own.
async function count(p: Posix, fd: number): Promise<number> {
  const lines = p.fdopen(fd, 'r')
  const line = new Out<string>()
  let total = 0
  while (lines !== null && (await p.getline(line, lines)) > 0) total++
  return total
}

const Words = posixMain(async (argc, argv, p) => {
  const ends: [number, number] = [-1, -1]
  await p.pipe(ends)
  const thread = new pthread_t()
  p.pthread_create(thread, null, count, ends[0])

  const file = await p.fopen('/tmp/words', 'w')
  const pipe = p.fdopen(ends[1], 'w')
  if (file === null || pipe === null) {
    await p.perror('words')
    return 1
  }
  for (const [index, word] of argv.slice(1).entries()) {
    await p.fprintf(file, '%3d %-6s|\n', index + 1, word)
    await p.fprintf(pipe, '%s\n', word)
  }
  await p.fclose(file)
  await p.fclose(pipe)

  const total = new Out<unknown>()
  await p.pthread_join(thread, total)
  const stat = new Stat()
  await p.stat('/tmp/words', stat)
  await p.printf('%d of %d words, %lld bytes\n', total.value, argc - 1, stat.st_size)

  const text = new Uint8Array(64)
  const fd = await p.open('/tmp/words', O_RDONLY)
  await p.write(1, text, await p.read(fd, text))
  if ((await p.open('/tmp/none', O_RDONLY)) === -1) await p.perror('none')
  return 0
})

const kernel = boot(
  {
    programs: { Words },
    args: { Words: ['to', 'be', 'or'] },
    policy: [execute(), request(any, core)],
  },
  { clock: new VirtualClock() },
)
await kernel.run({ until: kernel.task('Words') })
