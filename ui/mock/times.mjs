const day = 86_400_000;
const stamp = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(Z| UTC)?/g;

export function rfc3339(time) {
  return time === null ? null : `${new Date(time).toISOString().slice(0, 19)}Z`;
}

export function days(count) {
  return count * day;
}

/** A recorded document, moved so that `recordedAt` is now. */
export function moved(value, recordedAt, now) {
  const by = now - Date.parse(recordedAt);
  const text = JSON.stringify(value).replace(stamp, (found, zone) => {
    const time = new Date(Date.parse(`${found.slice(0, 10)}T${found.slice(11, 19)}Z`) + by).toISOString();
    return `${time.slice(0, 10)}${found[10]}${time.slice(11, 19)}${zone ?? ""}`;
  });
  return JSON.parse(text);
}
