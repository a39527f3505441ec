using Microsoft.Playwright;
using PresenceCluster.AdminConsole.Identity;
using PresenceCluster.AdminConsole.Layout;
using PresenceCluster.Tests.Gateway.Operators;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace PresenceCluster.Tests.EndToEnd;

/// <summary>Which sign-ins succeed, which do not, and what viewers may do.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ConsoleIdentityTests(ConsoleService running)
{
    private const string ViewersPassword = "another-good-password";

    // The controls that a viewer may use anywhere: none of them changes anything on the service.
    private static readonly string[] Harmless =
    [
        "Start again", "Android", "iPhone", "iPad", "HarmonyOS", "Windows", "Mac", "Linux", "Web", "MiniProgram", "Find", "user-search", "Pause", "Open",
    ];

    [Fact]
    public async Task Viewer_signs_in_once_with_the_given_password_sees_everything_and_changes_nothing()
    {
        var admin = await running.AtAsync("operators");
        await admin.Button("Add operator").ClickAsync();
        await admin.Field("Name").FillAsync("kimura");
        await admin.Dialog.GetByRole(AriaRole.Button, new() { Name = "Add operator" }).ClickAsync();
        var oneTime = await admin.TakeSecretAsync();
        await Expect(admin.Page.GetByText("kimura", new() { Exact = true })).ToBeVisibleAsync();

        await using var viewer = await running.OpenAsync();
        await viewer.ChooseFirstPasswordAsync("kimura", oneTime, ViewersPassword);
        foreach (var (address, sight) in new[]
        {
            ("login-policy", ".matrix"), ("users", ".search"), ($"users/{ConsoleService.Overdue}", ".user-head"),
            ("events", ".card-head"), ("events/endpoints", ".figures"), ("apps", ".keys"),
        })
        {
            await viewer.GoAsync(address);
            await Expect(viewer.Page.Locator(sight).First).ToBeVisibleAsync();
            await Expect(viewer.Page.Locator(".readonly")).ToBeVisibleAsync();
            var tempting = await viewer.Page.EvaluateAsync<string[]>(
                "[...document.querySelectorAll('main :is(button, input, textarea, select):not(:disabled, [readonly])')]"
                    + ".map(one => one.innerText?.trim() || one.id || one.name || one.outerHTML)");
            Assert.Empty(tempting.Except(Harmless));
        }

        await Expect(viewer.Page.GetByRole(AriaRole.Link, new() { Name = "Operators" })).ToHaveCountAsync(0);
        await viewer.GoAsync("operators");
        await Expect(viewer.Page.GetByText("Your role does not allow this.")).ToBeVisibleAsync();
        viewer.AssertQuiet();

        await using var late = await running.OpenAsync();
        await late.EnterAsync("kimura", oneTime);
        await Expect(late.Page.GetByText("The name or the password is wrong.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Token_of_the_identity_provider_opens_the_console_with_the_role_that_it_names()
    {
        var key = IdentityProvider.NewEcdsa("console");
        running.Provider.Published.Add(key);
        var genuine = running.Provider.Issue(key, change: token =>
        {
            var now = TimeProvider.System.GetUtcNow().UtcDateTime;
            (token.IssuedAt, token.NotBefore, token.Expires, token.Claims["roles"]) = (now, now, now.AddMinutes(20), "presence-viewer");
        });
        await using var page = await running.OpenAsync();
        await page.Button(IdentityWords.UseToken).ClickAsync();
        await page.Field(IdentityWords.Token).FillAsync(genuine[..^8] + "AAAAAAAA");
        await page.Button(IdentityWords.SignIn).ClickAsync();
        await Expect(page.Page.GetByText(page.Say(IdentityWords.WrongToken))).ToBeVisibleAsync();

        await page.Field(IdentityWords.Token).FillAsync(genuine);
        await page.Button(IdentityWords.SignIn).ClickAsync();

        await Expect(page.Page.GetByText(page.Say(LayoutWords.ReadOnly))).ToBeVisibleAsync();
        await Expect(page.Button($"{page.Say(LayoutWords.Account)}: alice@example.org")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.Page.GetByText(page.Say(LayoutWords.ReadOnly))).ToBeVisibleAsync();
        page.AssertQuiet();
    }

    [Fact]
    public async Task Signing_out_ends_it_for_the_tab_and_a_removed_operator_is_out_at_once()
    {
        var oneTime = (string)(await running.Api.CallAsync(HttpMethod.Post, "/v1/operators", new { name = "sato", role = "Admin" }))["oneTimePassword"]!;
        await using var page = await running.OpenAsync();
        await page.ChooseFirstPasswordAsync("sato", oneTime, ViewersPassword);
        await page.ReloadAsync();
        await page.GoAsync("users");

        await page.Button("Account: sato").ClickAsync();
        await page.Page.GetByText("Sign out").ClickAsync();
        await Expect(page.Field("Password")).ToBeVisibleAsync();
        await page.ReloadAsync();
        await Expect(page.Field("Password")).ToBeVisibleAsync();

        await page.SignInAsync("sato", ViewersPassword);
        await running.Api.CallAsync(HttpMethod.Delete, "/v1/operators/sato");
        await page.GoAsync("users/anybody");
        await Expect(page.Page.GetByText(page.Say(IdentityWords.Expired))).ToBeVisibleAsync();
        page.AssertQuiet();
    }
}
