// Users and groups, of /etc/passwd and /etc/group; the name of the own user.

import {
  EACCES,
  EFAULT,
  EISDIR,
  ENXIO,
  EOVERFLOW,
  ERANGE,
  group,
  O_CREAT,
  O_RDWR,
  Out,
  passwd,
  type Posix,
  Statvfs,
} from '@kos/posix'
import { describe, expect, test } from 'vitest'
import { maxUserDatabase } from '../../src/limits.ts'
import { utf8Of } from '../../src/text/utf8.ts'
import { inProcess } from '../posix-world.ts'

const users = `# users
root:x:0:0:System:/root:/bin/sh
broken:x:0
wrong:x:a:0:::
ann:x:1001:100:Ann é:/home/ann:/bin/fsh
:x:7:7:::
same:x:1001:5:::
`
const groups = `root:x:0:
staff:x:100:ann,ben
empty:x:7:,
`

async function put(posix: Posix, path: string, text: string | Uint8Array): Promise<void> {
  await posix.mkdir('/etc', 0o755)
  const fd = await posix.open(path, O_CREAT | O_RDWR, 0o644)
  await posix.write(fd, typeof text === 'string' ? utf8Of(text) : text)
  await posix.close(fd)
}

const ann = {
  pw_name: 'ann',
  pw_passwd: 'x',
  pw_uid: 1001,
  pw_gid: 100,
  pw_gecos: 'Ann é',
  pw_dir: '/home/ann',
  pw_shell: '/bin/fsh',
}

describe('getpwnam, getpwuid, getpwnam_r, getpwuid_r', () => {
  test('find the first user of a name or an id', async () => {
    await inProcess(async (posix) => {
      await put(posix, '/etc/passwd', users)
      expect({ ...(await posix.getpwnam('ann')) }).toEqual(ann)
      expect({ ...(await posix.getpwuid(1001)) }).toEqual(ann)
      const user = new passwd()
      const result = new Out<passwd | null>()
      expect([await posix.getpwnam_r('ann', user, result), { ...user }]).toEqual([0, ann])
      expect(result.value).toBe(user)
      expect([await posix.getpwuid_r(0, user, result), user.pw_name]).toEqual([0, 'root'])
    })
  })

  test('who is not there is null, and errno stays', async () => {
    await inProcess(async (posix) => {
      const result = new Out<passwd | null>()
      const none = async (): Promise<unknown[]> => [
        await posix.getpwnam('ben'),
        await posix.getpwuid(7),
        await posix.getpwnam_r('broken', new passwd(), result),
        result.value,
        posix.errno,
      ]
      posix.errno = 0
      expect(await none()).toEqual([null, null, 0, null, 0])
      await put(posix, '/etc/passwd', users)
      posix.errno = 0
      expect(await none()).toEqual([null, null, 0, null, 0])
      for (const name of ['wrong', '', '# users', null, undefined])
        expect(await posix.getpwnam(name as string)).toBe(null)
      expect(await posix.getpwuid(NaN)).toBe(null)
    })
  })

  test('a file that cannot be read is an error', async () => {
    await inProcess(async (posix) => {
      await posix.mkdir('/etc', 0o755)
      await posix.mkdir('/etc/passwd', 0o755)
      const result = new Out<passwd | null>()
      expect([await posix.getpwnam('ann'), posix.errno]).toEqual([null, EISDIR])
      expect([await posix.getpwuid_r(0, new passwd(), result), result.value]).toEqual([
        EISDIR,
        null,
      ])
      await posix.rmdir('/etc/passwd')
      await put(posix, '/etc/passwd', new Uint8Array(maxUserDatabase + 1))
      expect([await posix.getpwuid(1), posix.errno]).toEqual([null, EOVERFLOW])
      await posix.chmod('/etc/passwd', 0o600)
      posix.setuid(1001)
      expect([await posix.getpwuid(1), posix.errno]).toEqual([null, EACCES])
    })
  })

  test('closes what it reads: a removed file leaves nothing', async () => {
    await inProcess(async (posix) => {
      const free = async (): Promise<number> => {
        const space = new Statvfs()
        await posix.statvfs('/', space)
        return space.f_ffree
      }
      await posix.mkdir('/etc', 0o755)
      const before = await free()
      await put(posix, '/etc/passwd', users)
      await posix.getpwnam('ann')
      await posix.unlink('/etc/passwd')
      expect(await free()).toBe(before)
    })
  })

  test('EFAULT: no record, no place', async () => {
    await inProcess(async (posix) => {
      const out = new Out<passwd | null>()
      expect(await posix.getpwnam_r('root', {} as never, out)).toBe(EFAULT)
      expect(await posix.getpwuid_r(0, new passwd(), {} as never)).toBe(EFAULT)
    })
  })
})

test('getgrnam, getgrgid, getgrnam_r, getgrgid_r find groups and their members', async () => {
  await inProcess(async (posix) => {
    expect(await posix.getgrnam('staff')).toBe(null)
    await put(posix, '/etc/group', groups)
    const staff = { gr_name: 'staff', gr_passwd: 'x', gr_gid: 100, gr_mem: ['ann', 'ben'] }
    expect({ ...(await posix.getgrnam('staff')) }).toEqual(staff)
    expect({ ...(await posix.getgrgid(100)) }).toEqual(staff)
    const found = new group()
    const result = new Out<group | null>()
    expect([await posix.getgrnam_r('empty', found, result), found.gr_mem]).toEqual([0, []])
    expect([await posix.getgrgid_r(0, found, result), found.gr_name]).toEqual([0, 'root'])
    expect([await posix.getgrgid_r(55, found, result), result.value]).toEqual([0, null])
    expect(await posix.getgrnam_r('root', {} as never, result)).toBe(EFAULT)
  })
})

test('getlogin and getlogin_r name the real user', async () => {
  await inProcess(async (posix) => {
    const name = new Out<string>()
    expect([await posix.getlogin(), posix.errno]).toEqual([null, ENXIO])
    expect(await posix.getlogin_r(name, 100)).toBe(ENXIO)
    await put(posix, '/etc/passwd', users)
    expect([await posix.getlogin(), await posix.getlogin_r(name, 5), name.value]).toEqual([
      'root',
      0,
      'root',
    ])
    expect(await posix.getlogin_r(name, 4)).toBe(ERANGE)
    expect(await posix.getlogin_r({} as never, 100)).toBe(EFAULT)
    posix.setuid(1001)
    expect(await posix.getlogin()).toBe('ann')
  })
})
