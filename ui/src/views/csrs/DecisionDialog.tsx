import { useEffect, useRef, useState } from "preact/hooks";
import type { CsrReview } from "../../api/csr.ts";
import { decideCsr } from "../../api/requests.ts";
import { errorWords } from "../../hooks/useResource.ts";
import { visible } from "../../lib/data.ts";
import { Fact, Facts } from "../../parts/Facts.tsx";
import { Notice } from "../../parts/Notice.tsx";

export type Decision = "approve" | "deny";

interface Props {
  context: string;
  csr: CsrReview;
  decision: Decision;
  /** `done`: the decision was made. */
  onClose: (done: boolean) => void;
}

/** An approval is the only check before a certificate is signed: the names are shown once more, and nothing happens without a second press. */
export function DecisionDialog({ context, csr, decision, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const done = useRef(false);
  const [reason, setReason] = useState("");
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const word = decision === "approve" ? "Approve" : "Deny";

  async function decide() {
    setRunning(true);
    setError(null);
    try {
      await decideCsr(context, csr, decision, reason.trim());
      done.current = true;
      // The element gives the focus back; then it tells that it is closed.
      dialog.current?.close();
    } catch (problem) {
      setError(errorWords(problem));
      setRunning(false);
    }
  }

  return (
    <dialog ref={dialog} aria-labelledby="decision-title" onClose={() => onClose(done.current)}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void decide();
        }}
      >
        <h2 id="decision-title">
          {word} {csr.name}?
        </h2>
        <Facts>
          <Fact name="Cluster">{context}</Fact>
          <Fact name="Asked by">{visible(csr.username)}</Fact>
          <Fact name="Signer">{csr.signer}</Fact>
          {csr.request && <Fact name="Subject">{visible(csr.request.subject)}</Fact>}
          {csr.request && (
            <Fact name="Names">{[...csr.request.dnsNames, ...csr.request.ipAddresses].map(visible).join(", ") || "none"}</Fact>
          )}
        </Facts>
        {decision === "approve" && csr.decision !== "approve" && (
          <Notice kind="warning">
            The policy does not approve it: {visible(csr.reason)} (rule <code>{csr.rule}</code>).
          </Notice>
        )}
        <p>
          {decision === "approve"
            ? "The signer then issues a certificate with these names. That cannot be taken back."
            : "The kubelet then asks again, under another name, within minutes. A denial cannot be taken back."}
        </p>
        <label for="decision-reason">Reason{decision === "approve" && " (may be left out)"}</label>
        <input
          id="decision-reason"
          type="text"
          maxLength={200}
          required={decision === "deny"}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
        {error !== null && <Notice kind="error">{error}</Notice>}
        <p class="buttons">
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" class={decision === "approve" && csr.decision === "approve" ? "primary" : "danger"} disabled={running}>
            {running ? "Sending…" : word}
          </button>
        </p>
      </form>
    </dialog>
  );
}
