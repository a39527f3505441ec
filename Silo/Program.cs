using PresenceCluster.Cluster.Membership;
using PresenceCluster.Gateway.Hosting;
using PresenceCluster.Grains;
using PresenceCluster.Grains.Delivery;
using PresenceCluster.Silo.Apps;

return await PresenceHost.RunAsync(args, ProcessRole.Silo, (builder, silo, database) =>
{
    silo.AddUserStorage(database).AddTallyUpkeep().AddPresenceGrains().AddEventDelivery();
    var seeds = AppSeeds.Read(builder.Configuration);
    builder.Services.AddHostedService(provider => ActivatorUtilities.CreateInstance<AppSeeder>(provider, seeds));
    builder.Services.AddHostedService<DemoBanner>();
});
