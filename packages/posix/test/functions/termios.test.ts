// Terminals: settings, what has no effect, and what is no terminal.

import {
  B0,
  B38400,
  B9600,
  cfgetispeed,
  cfgetospeed,
  CS7,
  CSIZE,
  EBADF,
  ECHO,
  EFAULT,
  EINVAL,
  ENOSYS,
  ENOTTY,
  ICANON,
  O_CREAT,
  O_RDWR,
  Out,
  type Posix,
  TCIFLUSH,
  TCIOFF,
  TCION,
  TCOOFF,
  TCOON,
  TCSADRAIN,
  TCSAFLUSH,
  TCSANOW,
  termios,
  VMIN,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { inProcess } from '../posix-world.ts'

function refusal(posix: Posix, call: () => number): [number, number] {
  posix.errno = 0
  return [call(), posix.errno]
}

describe('tcgetattr, tcsetattr', () => {
  test('a terminal begins with lines and echo, and keeps what is set', async () => {
    await inProcess((posix) => {
      const settings = new termios()
      expect(posix.tcgetattr(0, settings)).toBe(0)
      expect(settings.c_lflag & (ICANON | ECHO)).toBe(ICANON | ECHO)
      settings.c_lflag &= ~(ICANON | ECHO)
      settings.c_cc[VMIN] = 5
      for (const when of [TCSANOW, TCSADRAIN, TCSAFLUSH])
        expect(posix.tcsetattr(1, when, settings)).toBe(0)
      const got = new termios()
      posix.tcgetattr(2, got)
      expect([got.c_lflag & (ICANON | ECHO), got.c_cc[VMIN]]).toEqual([0, 5])
    })
  })

  test('speeds and hardware settings are ignored', async () => {
    await inProcess((posix) => {
      const settings = new termios()
      posix.tcgetattr(0, settings)
      const { c_cflag, c_ispeed, c_ospeed } = settings
      settings.c_cflag = (c_cflag & ~CSIZE) | CS7
      posix.cfsetispeed(settings, B9600)
      posix.cfsetospeed(settings, B9600)
      expect(posix.tcsetattr(0, TCSANOW, settings)).toBe(0)
      posix.tcgetattr(0, settings)
      expect(settings).toMatchObject({ c_cflag, c_ispeed, c_ospeed })
    })
  })

  test('EBADF, ENOTTY, EFAULT and EINVAL', async () => {
    await inProcess(async (posix) => {
      const settings = new termios()
      const file = await posix.open('/tmp/file', O_CREAT | O_RDWR, 0o600)
      expect(refusal(posix, () => posix.tcgetattr(99, settings))).toEqual([-1, EBADF])
      expect(refusal(posix, () => posix.tcgetattr(file, settings))).toEqual([-1, ENOTTY])
      expect(refusal(posix, () => posix.tcgetattr(0, {} as never))).toEqual([-1, EFAULT])
      expect(refusal(posix, () => posix.tcsetattr(99, TCSANOW, settings))).toEqual([-1, EBADF])
      expect(refusal(posix, () => posix.tcsetattr(file, TCSANOW, settings))).toEqual([-1, ENOTTY])
      expect(refusal(posix, () => posix.tcsetattr(0, 3, settings))).toEqual([-1, EINVAL])
      settings.c_lflag = NaN
      expect(refusal(posix, () => posix.tcsetattr(0, TCSANOW, settings))).toEqual([-1, EFAULT])
      await posix.close(file)
    })
  })
})

test('cfgetispeed, cfgetospeed, cfsetispeed, cfsetospeed read and write records', async () => {
  await inProcess((posix) => {
    const settings = new termios()
    expect([cfgetispeed(settings), cfgetospeed(settings)]).toEqual([B0, B0])
    expect([posix.cfsetispeed(settings, B9600), posix.cfsetospeed(settings, B38400)]).toEqual([
      0, 0,
    ])
    expect([cfgetispeed(settings), cfgetospeed(settings)]).toEqual([B9600, B38400])
    for (const name of ['cfsetispeed', 'cfsetospeed'] as const) {
      for (const speed of [-1, 16, 9600, NaN, 1.5])
        expect(refusal(posix, () => posix[name](settings, speed))).toEqual([-1, EINVAL])
      expect(refusal(posix, () => posix[name](null as never, B9600))).toEqual([-1, EFAULT])
    }
    expect([cfgetispeed(settings), cfgetospeed(settings)]).toEqual([B9600, B38400])
  })
})

test('tcdrain, tcflush, tcsendbreak, tcgetsid, tcgetpgrp and tcsetpgrp only return -1', async () => {
  await inProcess(async (posix) => {
    const file = await posix.open('/tmp/file', O_CREAT | O_RDWR, 0o600)
    const calls: ((fd: number) => number)[] = [
      (fd) => posix.tcdrain(fd),
      (fd) => posix.tcflush(fd, TCIFLUSH),
      (fd) => posix.tcsendbreak(fd, 0),
      (fd) => posix.tcgetsid(fd),
      (fd) => posix.tcgetpgrp(fd),
      (fd) => posix.tcsetpgrp(fd, 1),
    ]
    for (const call of calls) {
      expect(refusal(posix, () => call(1))).toEqual([-1, ENOSYS])
      expect(refusal(posix, () => call(file))).toEqual([-1, ENOTTY])
      expect(refusal(posix, () => call(99))).toEqual([-1, EBADF])
    }
    await posix.close(file)
  })
})

test('tcflow does not suspend output', async () => {
  await inProcess((posix) => {
    expect([posix.tcflow(0, TCIOFF), posix.tcflow(0, TCION)]).toEqual([0, 0])
    for (const action of [TCOOFF, TCOON])
      expect(refusal(posix, () => posix.tcflow(0, action))).toEqual([-1, ENOSYS])
    for (const action of [-1, 4, NaN])
      expect(refusal(posix, () => posix.tcflow(0, action))).toEqual([-1, EINVAL])
    expect(refusal(posix, () => posix.tcflow(99, TCION))).toEqual([-1, EBADF])
  })
})

test('ctermid is empty, ttyname null, ttyname_r an error', async () => {
  await inProcess(async (posix) => {
    const file = await posix.open('/tmp/file', O_CREAT | O_RDWR, 0o600)
    const name = new Out<string>()
    expect([posix.ctermid(), posix.ctermid(null), posix.ctermid(name), name.value]).toEqual([
      '',
      '',
      '',
      '',
    ])
    for (const [fd, errno] of [
      [0, ENOSYS],
      [file, ENOTTY],
      [99, EBADF],
    ] as const) {
      posix.errno = 0
      expect([posix.ttyname(fd), posix.errno]).toEqual([null, errno])
      expect(posix.ttyname_r(fd, name, 100)).toBe(errno)
    }
    await posix.close(file)
  })
})
