import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { FormField } from "@/components/FormField.tsx";
import { PasswordInput } from "@/components/PasswordInput.tsx";
import { Input } from "@/components/ui/input.tsx";
import { renderWithProviders } from "@/test/render.tsx";

test("error and hint are read out with the input", () => {
  renderWithProviders(
    <FormField label="Host" error="Enter a host" hint="Name or address">
      {(control) => <Input {...control} />}
    </FormField>,
  );
  const input = screen.getByLabelText("Host");
  expect(input).toBeInvalid();
  expect(input).toHaveAccessibleDescription("Enter a host Name or address");
});

test("without an error the input is not called invalid", () => {
  renderWithProviders(
    <FormField label="Host">{(control) => <Input {...control} />}</FormField>,
  );
  expect(screen.getByLabelText("Host")).toBeValid();
  expect(screen.getByLabelText("Host")).not.toHaveAttribute("aria-describedby");
});

test("a password is hidden until it is asked to be shown", async () => {
  const { user } = renderWithProviders(
    <FormField label="API token">
      {(control) => <PasswordInput {...control} what="token" />}
    </FormField>,
  );
  const input = screen.getByLabelText("API token");
  expect(input).toHaveAttribute("type", "password");
  await user.click(screen.getByRole("button", { name: "Show token" }));
  expect(input).toHaveAttribute("type", "text");
  await user.click(screen.getByRole("button", { name: "Hide token" }));
  expect(input).toHaveAttribute("type", "password");
});
