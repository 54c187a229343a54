import { getNotifications } from "../../api/requests.ts";
import { useLiveReload } from "../../hooks/useLive.ts";
import { useNow } from "../../hooks/useNow.ts";
import { useResource } from "../../hooks/useResource.ts";
import { visible } from "../../lib/data.ts";
import { count, number } from "../../lib/words.ts";
import { Heading } from "../../parts/Heading.tsx";
import { ResourceState } from "../../parts/Notice.tsx";
import { When } from "../../parts/When.tsx";

export function NotificationsView() {
  const now = useNow();
  const notifications = useResource("notifications", getNotifications);
  useLiveReload(notifications.reload, () => true);
  const { data } = notifications;
  return (
    <>
      <Heading title="Notifications" />
      <ResourceState resource={notifications} what="The notifications" />
      {data && (
        <>
          <p>
            {data.waiting === 0
              ? "None waits to be delivered."
              : `${count(data.waiting, "notification waits", "notifications wait")} to be delivered.`}
          </p>
          <h2>Not delivered</h2>
          {data.deadLetters.length === 0 ? (
            <p>None was given up.</p>
          ) : (
            <>
              <p>These were given up after several tries: nobody was told.</p>
              <table class="stack">
                <caption class="sr">Notifications that were given up</caption>
                <thead>
                  <tr>
                    <th scope="col">Time</th>
                    <th scope="col">Channel</th>
                    <th scope="col">Incident</th>
                    <th scope="col">Tries</th>
                    <th scope="col">Last error</th>
                  </tr>
                </thead>
                <tbody>
                  {data.deadLetters.map((letter) => (
                    <tr key={letter.id}>
                      <td>
                        <When time={letter.at} now={now} />
                      </td>
                      <td data-label="Channel">{letter.channel}</td>
                      <th scope="row">{letter.incident}</th>
                      <td data-label="Tries">{number(letter.attempts)}</td>
                      <td data-label="Last error">
                        <code>{visible(letter.lastError)}</code>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </>
          )}
        </>
      )}
    </>
  );
}
