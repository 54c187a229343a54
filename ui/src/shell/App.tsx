import { useEffect, useRef } from "preact/hooks";
import { startLive } from "../api/live.ts";
import { getWhoAmI } from "../api/requests.ts";
import { session } from "../api/session.ts";
import { useFocusOnNavigation } from "../hooks/useFocusOnNavigation.ts";
import { useResource } from "../hooks/useResource.ts";
import { useRoute } from "../hooks/useRoute.ts";
import { useStore } from "../hooks/useStore.ts";
import { Announcer } from "./Announcer.tsx";
import { Banner } from "./Banner.tsx";
import { Footer } from "./Footer.tsx";
import { Guard } from "./Guard.tsx";
import { Header } from "./Header.tsx";
import { SignIn } from "./SignIn.tsx";
import { useClusters } from "./useClusters.ts";
import { View } from "./View.tsx";

export function App() {
  const { asks } = useStore(session);
  const asked = useRef(asks);
  useEffect(() => {
    // The form that had the focus is gone.
    if (asked.current !== null && asks === null) document.getElementById("view-title")?.focus();
    asked.current = asks;
  }, [asks]);
  return asks === null ? <Dashboard /> : <SignIn refused={asks === "refused"} />;
}

function Dashboard() {
  const route = useRoute();
  const clusters = useClusters();
  const whoAmI = useResource("whoami", getWhoAmI);
  useEffect(startLive, []);
  useFocusOnNavigation(route);

  return (
    <>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        Skip to the content
      </a>
      <Header route={route} whoAmI={whoAmI.data} />
      <Banner />
      <main id="main" tabIndex={-1}>
        <Guard key={route.view}>
          <View route={route} clusters={clusters} whoAmI={whoAmI.data} />
        </Guard>
      </main>
      <Footer clusters={clusters.data} />
      <Announcer />
    </>
  );
}
