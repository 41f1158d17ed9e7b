// Every limit of the package that has no better place, at its value and one past it. Elsewhere are:
// NAME_MAX, maxFileSize (the conformance suite); SYMLOOP_MAX (path-walk.test.ts); LINK_MAX
// (memory-file-system.test.ts); OPEN_MAX, pipeSize, PIPE_BUF, maxPushedBack, ATEXIT_MAX (functions).

import * as host from 'node:fs'
import { createFsFromVolume, Volume } from 'memfs'
import { expect, test } from 'vitest'
import { outcomeOf } from '@kos/posix/conformance'
import { NodeFileSystem, type NodeFs } from '@kos/posix/node'
import {
  CLOCK_REALTIME,
  EAGAIN,
  EINVAL,
  EMFILE,
  ENOMEM,
  ENOSPC,
  EOVERFLOW,
  FileSystemStat,
  LocalFiles,
  MemoryFileSystem,
  mq_attr,
  Namespace,
  O_CREAT,
  O_RDWR,
  Out,
  posixMain,
  pthread_attr_init,
  pthread_attr_setstacksize,
  pthread_attr_t,
  pthread_key_t,
  pthread_rwlock_t,
  SEM_FAILED,
  sem_t,
  SIGEV_NONE,
  sigevent,
  snprintf,
} from '../src/index.ts'
import { F_WRLCK, RecordLocks } from '../src/fs/record-locks.ts'
import * as limits from '../src/limits.ts'
import { descriptorsBelow, HostFolder } from './host-folder.ts'
import { ManualClock } from './manual-clock.ts'
import { inProcess, PosixWorld } from './posix-world.ts'
import { say, Tree } from './tree.ts'

const isLinux = process.platform === 'linux'

test('a path has up to PATH_MAX bytes with the null byte at its end', () => {
  const { ns } = new Tree()
  const path = (bytes: number) => `/${'a/'.repeat(bytes)}`.slice(0, bytes)
  expect(say(ns.access(null, path(limits.PATH_MAX - 1), 0))).toBe('ENOENT')
  expect(say(ns.access(null, path(limits.PATH_MAX), 0))).toBe('ENAMETOOLONG')
  // Bytes, not units: two for each of these.
  const wide = (units: number) => `/${'é/'.repeat(units)}`
  expect(say(ns.access(null, wide(1364), 0))).toBe('ENOENT')
  expect(say(ns.access(null, wide(1365), 0))).toBe('ENAMETOOLONG')
})

test('an id is up to maxId', () => {
  const { ns } = new Tree().make('file')
  expect(say(ns.chown(null, '/file', limits.maxId, limits.maxId))).toBe('ok')
  expect(say(ns.chown(null, '/file', limits.maxId + 1, 0))).toBe('EINVAL')
  expect(say(ns.chown(null, '/file', 0, limits.maxId + 1))).toBe('EINVAL')
})

test('a file system in memory has the sizes that it says, and no larger ones', () => {
  const sizes = (bytes?: number, inodes?: number) => {
    const options = { ...(bytes && { bytes }), ...(inodes && { inodes }) }
    const into = new FileSystemStat()
    new MemoryFileSystem({ clock: new ManualClock(), ...options }).statfs(into)
    return [into.blocks * into.bsize, into.files]
  }
  const { defaultBytes, defaultInodes, maxBytes, maxInodes, pageSize } = limits
  expect(sizes()).toEqual([defaultBytes, defaultInodes])
  expect(sizes(maxBytes - pageSize, maxInodes - 1)).toEqual([maxBytes - pageSize, maxInodes - 1])
  expect(sizes(maxBytes, maxInodes)).toEqual([maxBytes, maxInodes])
  expect(sizes(maxBytes + pageSize, maxInodes + 1)).toEqual([maxBytes, maxInodes])
})

test('a process has maxRecordLocks record locks', () => {
  const locks = new RecordLocks()
  const [owner, other] = [{ pid: 1 }, { pid: 2 }]
  const byte = (start: number) => ({ type: F_WRLCK, start, end: start + 1 })
  for (let i = 0; i < limits.maxRecordLocks; i++)
    if (locks.set(1 + (i % 64), owner, byte(2 * i)) !== 1) throw new Error(`lock ${i}`)
  expect(outcomeOf(locks.set(1, owner, byte(1_000_000)))).toBe('ENOLCK')
  expect(locks.set(1, other, byte(1_000_000))).toBe(1)
  expect(locks.size).toBe(limits.maxRecordLocks + 1)
  // Those that are joined are one.
  expect(locks.set(1, owner, { type: F_WRLCK, start: 0, end: 1000 })).toBe(1)
})

test('maxKnownHostFiles files keep their numbers', () => {
  const volume = createFsFromVolume(new Volume()) as unknown as NodeFs
  volume.mkdirSync('/folder', 0o755)
  const fs = new NodeFileSystem(volume, '/folder')
  const first = fs.create(fs.root, 'first', 0o644, 0, 0)
  // The root is one of them.
  for (let i = 2; i < limits.maxKnownHostFiles; i++)
    if (fs.create(fs.root, `f${i}`, 0o644, 0, 0) < 0) throw new Error(`file ${i}`)
  expect([fs.knownFiles, fs.lookup(fs.root, 'first')]).toEqual([limits.maxKnownHostFiles, first])
  // It is the one that was used last.
  const second = first + 1
  expect(fs.create(fs.root, 'more', 0o644, 0, 0)).toBeGreaterThan(0)
  expect(fs.knownFiles).toBeLessThan(limits.maxKnownHostFiles)
  expect([fs.mode(first), fs.mode(second)].map(outcomeOf)).toEqual(['ok', 'ESTALE'])
})

test.runIf(isLinux)('maxIdleHostFiles files keep descriptors', () => {
  using folder = new HostFolder()
  const fs = folder.fileSystem()
  const most = limits.maxIdleHostFiles
  for (let i = 0; i <= most; i++) host.writeFileSync(folder.at(`f${i}`), 'x')
  const byte = new Uint8Array(1)
  const touch = (name: string) => fs.read(fs.lookup(fs.root, name), 0, byte, 0, 1)
  for (let i = 0; i < most; i++) expect(touch(`f${i}`)).toBe(1)
  fs.mode(fs.root)
  // One that names it and one to read for each, and that of the root.
  expect(descriptorsBelow(folder.base)).toHaveLength(2 * most + 1)
  expect(touch(`f${most}`)).toBe(1)
  expect(fs.lookup(fs.root, 'f0')).toBeGreaterThan(0)
  expect(descriptorsBelow(folder.base).length).toBeLessThan(2 * most)
})

test('a terminal keeps a line of terminalLineBytes', async () => {
  await using world = new PosixWorld()
  const write = (name: string, bytes: number) => {
    const Program = posixMain(async (_argc, _argv, posix) => {
      await posix.write(1, new Uint8Array(bytes).fill(0x78))
      await posix.write(1, Uint8Array.of(10))
      return 0
    })
    world.start(Program, name)
  }
  write('Short', limits.terminalLineBytes - 1)
  write('Long', limits.terminalLineBytes + 1)
  for (const name of ['Short', 'Long']) await world.kernel.run({ until: world.kernel.task(name) })
  const lengths = (name: string) =>
    world.lines.filter((line) => line.startsWith(name)).map((line) => line.length - name.length - 2)
  expect(lengths('Short')).toEqual([limits.terminalLineBytes - 1])
  expect(lengths('Long')).toEqual([limits.terminalLineBytes, 1])
})

test('the name of a time zone has up to TZNAME_MAX characters', async () => {
  await inProcess((posix) => {
    const nameOf = (length: number) => {
      posix.setenv('TZ', `${'X'.repeat(length)}0`, 1)
      posix.tzset()
      return posix.tzname[0].length
    }
    expect(nameOf(limits.TZNAME_MAX)).toBe(limits.TZNAME_MAX)
    expect(nameOf(limits.TZNAME_MAX + 1)).toBe('UTC'.length)
  })
})

test('a process has TIMER_MAX timers', async () => {
  await inProcess((posix) => {
    const silent = new sigevent()
    silent.sigev_notify = SIGEV_NONE
    const ids = Array.from({ length: limits.TIMER_MAX }, () => {
      const id = new Out()
      expect(posix.timer_create(CLOCK_REALTIME, silent, id)).toBe(0)
      return id.value
    })
    const more = () => [posix.timer_create(CLOCK_REALTIME, silent, new Out()), posix.errno]
    expect(more()).toEqual([-1, EAGAIN])
    for (const id of ids) expect(posix.timer_delete(id)).toBe(0)
  })
})

test('an environment has up to maxEnvironment characters', async () => {
  await inProcess((posix) => {
    posix.environ = []
    const value = (bytes: number) => 'v'.repeat(bytes - 'A='.length)
    expect([posix.setenv('A', value(limits.maxEnvironment + 1), 1), posix.errno]).toEqual([
      -1,
      ENOMEM,
    ])
    expect(posix.setenv('A', value(limits.maxEnvironment), 1)).toBe(0)
    expect([posix.setenv('B', '', 1), posix.errno]).toEqual([-1, ENOMEM])
  })
})

test('message queues: MQ_OPEN_MAX of them, maxQueueMessages in one, maxQueueBytes, MQ_PRIO_MAX', async () => {
  await inProcess(async (posix) => {
    const attributes = (messages: number, size: number) =>
      Object.assign(new mq_attr(), { mq_maxmsg: messages, mq_msgsize: size })
    const open = (name: string, messages: number, size: number) =>
      posix.mq_open(name, O_CREAT | O_RDWR, 0o600, attributes(messages, size))
    const { maxQueueMessages, maxQueueBytes, MQ_OPEN_MAX, MQ_PRIO_MAX } = limits
    expect([open('/many', maxQueueMessages + 1, 1), posix.errno]).toEqual([-1, ENOSPC])
    expect([open('/large', 1, maxQueueBytes + 1), posix.errno]).toEqual([-1, ENOSPC])
    for (const [name, messages, size] of [
      ['/many', maxQueueMessages, 1],
      ['/large', 1, maxQueueBytes],
    ] as const) {
      const queue = open(name, messages, size)
      expect(queue).toBeGreaterThanOrEqual(0)
      posix.mq_close(queue)
    }
    const queue = open('/queue', 1, 1)
    const byte = new Uint8Array(1)
    expect([await posix.mq_send(queue, byte, 1, MQ_PRIO_MAX), posix.errno]).toEqual([-1, EINVAL])
    expect(await posix.mq_send(queue, byte, 1, MQ_PRIO_MAX - 1)).toBe(0)
    posix.mq_close(queue)
    for (let i = 3; i < MQ_OPEN_MAX; i++) expect(posix.mq_close(open(`/q${i}`, 1, 1))).toBe(0)
    expect([open('/more', 1, 1), posix.errno]).toEqual([-1, ENOSPC])
    expect(posix.mq_unlink('/q3')).toBe(0)
    expect(posix.mq_close(open('/more', 1, 1))).toBe(0)
  })
})

test('a text that is formatted has up to maxTextBytes', () => {
  const length = (width: number) => snprintf(0, '%*d', width, 1)
  expect(length(limits.maxTextBytes)).toMatchObject({ length: limits.maxTextBytes, errno: 0 })
  expect(length(limits.maxTextBytes + 1)).toMatchObject({ length: -1, errno: ENOMEM })
})

test('the stack of a thread is from PTHREAD_STACK_MIN to maxStackSize', () => {
  const attributes = new pthread_attr_t()
  pthread_attr_init(attributes)
  const { PTHREAD_STACK_MIN, maxStackSize } = limits
  expect(
    [PTHREAD_STACK_MIN - 1, PTHREAD_STACK_MIN, maxStackSize, maxStackSize + 1].map((size) =>
      pthread_attr_setstacksize(attributes, size),
    ),
  ).toEqual([EINVAL, 0, 0, EINVAL])
})

test('a process has PTHREAD_KEYS_MAX keys, also after it gave some back', async () => {
  await inProcess((posix) => {
    const keys = Array.from({ length: limits.PTHREAD_KEYS_MAX }, () => new pthread_key_t())
    for (const key of keys) expect(posix.pthread_key_create(key, null)).toBe(0)
    const more = new pthread_key_t()
    expect(posix.pthread_key_create(more, null)).toBe(EAGAIN)
    expect(posix.pthread_key_delete(keys[0] as pthread_key_t)).toBe(0)
    expect(posix.pthread_key_create(more, null)).toBe(0)
  })
})

test('a read-write lock has up to maxReadLocks readers', async () => {
  await inProcess((posix) => {
    const lock = new pthread_rwlock_t()
    expect(posix.pthread_rwlock_init(lock, null)).toBe(0)
    for (let i = 0; i < limits.maxReadLocks; i++)
      if (posix.pthread_rwlock_tryrdlock(lock) !== 0) throw new Error(`lock ${i}`)
    expect(posix.pthread_rwlock_tryrdlock(lock)).toBe(EAGAIN)
    expect(posix.pthread_rwlock_unlock(lock)).toBe(0)
    expect(posix.pthread_rwlock_tryrdlock(lock)).toBe(0)
    for (let i = 0; i < limits.maxReadLocks; i++)
      if (posix.pthread_rwlock_unlock(lock) !== 0) throw new Error(`unlock ${i}`)
  })
})

test('a semaphore counts up to SEM_VALUE_MAX, and a process has SEM_NSEMS_MAX with names', async () => {
  await inProcess((posix) => {
    const sem = new sem_t()
    expect([posix.sem_init(sem, 0, limits.SEM_VALUE_MAX + 1), posix.errno]).toEqual([-1, EINVAL])
    expect(posix.sem_init(sem, 0, limits.SEM_VALUE_MAX)).toBe(0)
    expect([posix.sem_post(sem), posix.errno]).toEqual([-1, EOVERFLOW])
    expect(posix.sem_destroy(sem)).toBe(0)
    const named = Array.from({ length: limits.SEM_NSEMS_MAX }, (_, i) =>
      posix.sem_open(`/s${i}`, O_CREAT, 0o600, 0),
    )
    expect(named.filter((each) => each === SEM_FAILED)).toEqual([])
    expect([posix.sem_open('/more', O_CREAT, 0o600, 0), posix.errno]).toEqual([SEM_FAILED, EMFILE])
  })
})

test('the list of users is read up to maxUserDatabase bytes', async () => {
  const user = 'anna:x:1001:100:Anna:/home/anna:/bin/sh\n'
  const found = async (bytes: number) => {
    const tree = new Tree().make('/etc/')
    const file = tree.ns.open(null, '/etc/passwd', O_CREAT | O_RDWR, 0o644)
    if (typeof file === 'number') throw new Error('not made')
    const comment = '#'.repeat(bytes - user.length - 1)
    file.write(Buffer.from(`${comment}\n${user}`))
    file.close()
    const files = new LocalFiles(new Namespace(tree.mounts))
    return inProcess(
      async (posix) => {
        posix.errno = 0
        return [(await posix.getpwnam('anna'))?.pw_uid, posix.errno]
      },
      { files },
    )
  }
  expect(await found(limits.maxUserDatabase)).toEqual([1001, 0])
  expect(await found(limits.maxUserDatabase + 1)).toEqual([undefined, EOVERFLOW])
})
