import { Heading } from "../parts/Heading.tsx";
import { Link } from "../parts/Link.tsx";
import { fleet } from "../lib/routes.ts";

export function UnknownView({ path }: { path: string }) {
  return (
    <>
      <Heading title="No such page" />
      <p>
        There is nothing at <code>{path}</code>. <Link to={fleet()}>The fleet</Link> is the place to start.
      </p>
    </>
  );
}
