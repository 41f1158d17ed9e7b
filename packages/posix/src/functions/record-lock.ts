// Record locks as `fcntl` has them: `struct flock`, whose range counts from one of three places.

import { EFAULT, EINVAL, EOVERFLOW } from '../errno.ts'
import { FileStat } from '../fs/file-stat.ts'
import { SEEK_CUR, SEEK_END, SEEK_SET } from '../fs/open-flags.ts'
import { F_UNLCK } from '../fs/record-locks.ts'
import { F_GETLK } from '../io/fcntl-commands.ts'
import type { FileDescription, FileOperations, RecordLock } from '../io/file-description.ts'
import type { Answer } from '../io/io-thread.ts'
import type { PosixThread } from '../runtime/posix-thread.ts'
import { isRecordOf } from './out-record.ts'

/** A record lock (`struct flock`). */
export class flock {
  /** F_RDLCK, F_WRLCK or F_UNLCK. */
  l_type: number
  /** What `l_start` counts from: SEEK_SET, SEEK_CUR or SEEK_END. */
  l_whence: number
  l_start: number
  /** Bytes; 0: to the end of the file, however long it gets; negative: those before `l_start`. */
  l_len: number
  /** F_GETLK: the process that has the lock. */
  l_pid = 0

  constructor(l_type: number = F_UNLCK, l_whence: number = SEEK_SET, l_start = 0, l_len = 0) {
    this.l_type = l_type
    this.l_whence = l_whence
    this.l_start = l_start
    this.l_len = l_len
  }
}

/** Does what F_GETLK, F_SETLK or F_SETLKW says. */
export function controlLock(
  thread: PosixThread,
  description: FileDescription,
  cmd: number,
  arg: unknown,
): Answer {
  if (!isRecordOf(arg, flock)) return -EFAULT
  const { file } = description
  if (file === null) return -EINVAL
  const { l_type, l_whence, l_start, l_len } = arg
  if (!Number.isSafeInteger(l_start) || !Number.isSafeInteger(l_len)) return -EINVAL
  if (l_whence === SEEK_SET) return lock(thread, file, cmd, arg, 0, l_type)
  if (l_whence !== SEEK_CUR && l_whence !== SEEK_END) return -EINVAL
  const base = l_whence === SEEK_CUR ? file.lseek(thread, 0, SEEK_CUR) : sizeOf(thread, description)
  if (typeof base === 'number') return lock(thread, file, cmd, arg, base, l_type)
  return base.then((each) => lock(thread, file, cmd, arg, each, l_type))
}

function lock(
  thread: PosixThread,
  file: FileOperations,
  cmd: number,
  arg: flock,
  base: number,
  type: number,
): Answer {
  if (base < 0) return base
  const at = base + arg.l_start
  const start = arg.l_len < 0 ? at + arg.l_len : at
  const length = Math.abs(arg.l_len)
  if (start < 0) return -EINVAL
  if (start + length > Number.MAX_SAFE_INTEGER) return -EOVERFLOW
  const record: RecordLock = { type, start, length, pid: 0 }
  const answer = file.lock(thread, cmd, record)
  if (cmd !== F_GETLK) return answer
  if (typeof answer === 'number') return told(arg, record, answer)
  return answer.then((each) => told(arg, record, each))
}

/** What F_GETLK found: without a lock in the way only the type changes. */
function told(arg: flock, { type, start, length, pid }: RecordLock, answer: number): number {
  if (answer < 0) return answer
  arg.l_type = type
  if (type === F_UNLCK) return 0
  arg.l_whence = SEEK_SET
  arg.l_start = start
  arg.l_len = length
  arg.l_pid = pid
  return 0
}

function sizeOf(thread: PosixThread, description: FileDescription): Answer {
  const stat = new FileStat()
  const answer = description.stat(thread, stat)
  if (typeof answer === 'number') return answer < 0 ? answer : stat.size
  return answer.then((each) => (each < 0 ? each : stat.size))
}
